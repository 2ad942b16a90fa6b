package dev.gossip.discovery.bootstrap;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  private final DiscoveryContext context;

  /** Those with the same discovery that are up. */
  private final Set<PeerId> nodes = new TreeSet<>();

  /** The addresses of each seed, as far as they are known. */
  private final Map<PeerAddress, List<PeerAddress>> found = new TreeMap<>();

  /** Seeds without an address, of which the user knows. */
  private final Set<PeerAddress> reported = new TreeSet<>();

  private Duration pause = FIRST_PAUSE;
  private @Nullable TimerHandle next;
  private boolean isCalm;
  private boolean hasWarned;
  private int unanswered;

  Seeds(DiscoveryContext context) {
    this.context = context;
  }

  /** Looks all seeds up, and schedules the next time once there are answers. */
  void lookUp() {
    next = null;
    List<PeerAddress> seeds = context.seeds();
    unanswered = seeds.size();
    for (PeerAddress seed : seeds) {
      context.resolve(seed, answer -> onFound(seed, answer));
    }
  }

  private void onFound(PeerAddress seed, List<PeerAddress> answer) {
    List<PeerAddress> addresses =
        answer.stream().filter(PeerAddress::isIp).limit(MAX_ADDRESSES).toList();
    found.put(seed, addresses);
    addresses.forEach(address -> context.propose(address, AddressSource.CONFIGURED));
    if (!addresses.isEmpty()) {
      reported.remove(seed);
    } else if (reported.add(seed)) {
      context.warn(
          "the seed " + seed + " has no address",
          "check the name in gossip.seeds and the name servers; the name is looked up again");
    }
    unanswered--;
    // A look-up may take long; the next round waits until none is left.
    if (unanswered == 0) {
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
    next = context.schedule(Jitter.near(wait, context.random()), "look up seeds", this::lookUp);
  }

  /**
   * A node was reached. Warns if it is a seed without this discovery, and no node with it is there:
   * this one then finds nobody. A node with it is known before the dial that led to it ends.
   */
  void onReached(PeerAddress address) {
    if (hasWarned || !nodes.isEmpty()) {
      return;
    }
    for (Map.Entry<PeerAddress, List<PeerAddress>> seed : found.entrySet()) {
      if (seed.getValue().contains(address)) {
        hasWarned = true;
        context.warn(
            "the seed "
                + seed.getKey()
                + " names no other nodes: it runs without discovery.bootstrap",
            "start it with gossip.discovery.use = bootstrap (--discovery bootstrap), or name"
                + " another seed");
        return;
      }
    }
  }

  void onNodeUp(PeerId node) {
    nodes.add(node);
  }

  void onNodeDown(PeerId node) {
    nodes.remove(node);
    if (nodes.size() < FEW_NODES && isCalm && next != null) {
      next.cancel();
      scheduleNext();
    }
  }
}
