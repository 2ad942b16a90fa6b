package dev.gossip.discovery.bootstrap;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DiscoveryContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proposes the seeds again and again: soon while the node has few others, and seldom later. A name
 * may lead to other addresses each time, and the address book forgets addresses that do not answer.
 */
final class Seeds {
  /** While the node has fewer others than this, it needs the seeds; half the usual 8 peers. */
  private static final int FEW_NODES = 4;

  /** The first pause, and twice as long each time; a guess. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  /** The longest pause while the node has few others; a guess. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /** The pause while it has enough; a guess. */
  private static final Duration CALM_PAUSE = Duration.ofMinutes(10);

  /** How many addresses of one name are used; a guess, above what DNS answers usually have. */
  private static final int MAX_ADDRESSES = 16;

  /** The node says that it is alone after so many rounds, about 14 seconds; a guess. */
  private static final int ROUNDS_UNTIL_ALONE = 4;

  /** How many seeds the warning names. */
  private static final int MAX_NAMED = 3;

  private final DiscoveryContext context;
  private final Map<PeerAddress, Seed> seeds = new TreeMap<>();
  private final Set<PeerId> nodes = new TreeSet<>();
  private Duration pause = FIRST_PAUSE;
  private @Nullable TimerHandle next;
  private boolean isCalm;
  private int unanswered;
  private int roundsAlone;
  private boolean hasWarned;

  /** What is known about a seed. */
  private static final class Seed {
    List<PeerAddress> addresses = List.of();
    final Map<PeerAddress, DialOutcome.Kind> outcomes = new TreeMap<>();

    /** Why nobody answers there; empty if somebody does, or it is not known yet. */
    Optional<String> failure() {
      if (addresses.isEmpty()) {
        return Optional.of("the name has no address");
      }
      boolean hasFailed = outcomes.keySet().containsAll(addresses);
      boolean isReached = outcomes.containsValue(DialOutcome.Kind.REACHED);
      return hasFailed && !isReached && !isSelf() ? Optional.of("no link") : Optional.empty();
    }

    boolean isSelf() {
      return outcomes.containsValue(DialOutcome.Kind.SELF);
    }
  }

  Seeds(DiscoveryContext context) {
    this.context = context;
  }

  void start() {
    context.seeds().forEach(seed -> seeds.put(seed, new Seed()));
    lookUp();
  }

  private void lookUp() {
    next = null;
    roundsAlone++;
    unanswered = seeds.size();
    for (Map.Entry<PeerAddress, Seed> entry : seeds.entrySet()) {
      context.resolve(entry.getKey(), found -> onFound(entry.getValue(), found));
    }
  }

  private void onFound(Seed seed, List<PeerAddress> found) {
    List<PeerAddress> addresses =
        found.stream().filter(PeerAddress::isIp).limit(MAX_ADDRESSES).toList();
    seed.addresses = addresses;
    seed.outcomes.keySet().retainAll(addresses);
    addresses.forEach(address -> context.propose(address, AddressSource.CONFIGURED));
    unanswered--;
    // A look-up may take long; the next round waits until none is left.
    if (unanswered == 0) {
      warnIfAlone();
      scheduleNext();
    }
  }

  private void scheduleNext() {
    isCalm = nodes.size() >= FEW_NODES;
    Duration wait = isCalm ? CALM_PAUSE : pause;
    if (isCalm) {
      pause = FIRST_PAUSE;
    } else {
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    }
    next = context.schedule(Jitter.of(wait, context.random()), "look up seeds", this::lookUp);
  }

  void onNodeUp(PeerId node) {
    nodes.add(node);
    onContact();
  }

  void onNodeDown(PeerId node) {
    nodes.remove(node);
    if (nodes.isEmpty()) {
      roundsAlone = 0;
    }
    if (nodes.size() < FEW_NODES && isCalm && next != null) {
      next.cancel();
      scheduleNext();
    }
  }

  private void onContact() {
    roundsAlone = 0;
    hasWarned = false;
    for (Seed seed : seeds.values()) {
      seed.outcomes.values().removeIf(kind -> kind != DialOutcome.Kind.SELF);
    }
  }

  void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    if (outcome.kind() == DialOutcome.Kind.REACHED) {
      onContact();
    }
    for (Seed seed : seeds.values()) {
      if (seed.addresses.contains(address)) {
        seed.outcomes.put(address, outcome.kind());
      }
    }
    warnIfAlone();
  }

  /** Once, until the node has had contact with another. */
  private void warnIfAlone() {
    if (hasWarned || !nodes.isEmpty() || roundsAlone < ROUNDS_UNTIL_ALONE) {
      return;
    }
    List<String> failures =
        seeds.entrySet().stream()
            .flatMap(
                seed ->
                    seed.getValue().failure().map(why -> seed.getKey() + " (" + why + ")").stream())
            .toList();
    long others = seeds.values().stream().filter(seed -> !seed.isSelf()).count();
    if (failures.isEmpty() || failures.size() < others) {
      return;
    }
    hasWarned = true;
    String more =
        failures.size() > MAX_NAMED ? " and " + (failures.size() - MAX_NAMED) + " more" : "";
    context.warn(
        "this node is alone: it is linked with no seed: "
            + failures.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
            + more,
        "check gossip.seeds, and that nodes run there; until then this node tries again about"
            + " every minute");
  }
}
