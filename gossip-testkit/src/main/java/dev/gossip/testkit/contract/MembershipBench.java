package dev.gossip.testkit.contract;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A scripted node around one membership. Its decisions are carried out as in a node: what follows
 * from them is reported as events of their own.
 */
final class MembershipBench extends ControlBench<Membership> implements MembershipContext {
  static final int MAX_NODES = 20;
  private static final int MAX_STEP_SECONDS = 30;
  private static final int NODE_PORT = 6_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  // The shortest time that a node takes for the outcome of a dial.
  private static final Duration QUICK_FAILURE = Duration.ofMillis(100);

  /** The candidates without an answer, and when they came. */
  private final Map<PeerId, Candidate> candidates = new LinkedHashMap<>();

  private final Map<PeerId, Peer> peers = new TreeMap<>();
  private final Set<PeerAddress> added = new LinkedHashSet<>();
  private final MembershipLog log = new MembershipLog();
  private final WantedDials dials = new WantedDials(log);
  private final Queue<Runnable> consequences = new ArrayDeque<>();
  private final Set<PeerId> gone = new LinkedHashSet<>();

  /** The candidates that this node has chosen, too, since they came. */
  private final Set<PeerId> chosen = new TreeSet<>();

  private final AnswerTimes answers = new AnswerTimes();
  private int nextNode = 1;

  MembershipBench(Membership.Factory factory, long seed) {
    this(factory, seed, 0);
  }

  MembershipBench(Membership.Factory factory, long seed, long startNanos) {
    super("Membership", factory, seed, startNanos);
    for (int i = 0; i < 50; i++) {
      PeerAddress address = new PeerAddress("198.51.100." + i, NODE_PORT);
      book.propose(address, AddressSource.NODE);
      if (i % 2 == 0) {
        // Of an earlier run; the others must not be passed on.
        book.onOutcome(address, DialOutcome.of(DialOutcome.Kind.REACHED, ""));
      }
    }
    PluginCalls.run(() -> "Membership.Factory.create", () -> create(() -> factory.create(this)));
  }

  // ---- events --------------------------------------------------------------------------------

  void add(PeerAddress address) {
    added.add(address);
    notify("onPeerAdded(" + address + ")", membership -> membership.onPeerAdded(address));
    settle();
  }

  void remove(PeerAddress address) {
    added.remove(address);
    // An attempt that is under way ends by itself.
    dials.forget(address);
    notify("onPeerRemoved(" + address + ")", membership -> membership.onPeerRemoved(address));
    settle();
  }

  /** A new node that dialed this one. */
  PeerId candidate() {
    return candidate(
        Direction.INBOUND, new PeerAddress("192.0.2." + nextNode % 200, NODE_PORT + nextNode % 99));
  }

  private PeerId candidate(Direction direction, PeerAddress address) {
    PeerId id = peerId(nextNode++);
    Candidate candidate = new Candidate(id, direction, address);
    present.put(id, address);
    candidates.put(id, candidate);
    answers.asked(id, nowNanos());
    notify(
        "onCandidate(" + nameOf(id) + ", " + direction + ")",
        membership -> membership.onCandidate(candidate));
    settle();
    return id;
  }

  /**
   * A new node that dialed this one, and that this node dials, too, before it is a peer, for
   * instance because the user has just added its address.
   */
  PeerId candidateThatTurnsOutbound() {
    chosen.add(peerId(nextNode));
    return candidate();
  }

  /** This node dials an inbound peer, too, which goes down and comes up as an outbound one. */
  void turnOutbound(PeerId id) {
    Peer inbound = peers.get(id);
    if (inbound != null && inbound.direction() == Direction.INBOUND) {
      Peer outbound = new Peer(id, Direction.OUTBOUND);
      down(inbound, Optional.empty());
      peers.put(id, outbound);
      notify("onPeerUp(" + nameOf(id) + ")", membership -> membership.onPeerUp(outbound));
      settle();
    }
  }

  /** A node leaves silently, whether it is a peer or a candidate. */
  void leave(PeerId id) {
    present.remove(id);
    chosen.remove(id);
    Candidate candidate = candidates.remove(id);
    answers.forget(id);
    Peer peer = peers.remove(id);
    if (candidate != null) {
      gone.add(id);
      notify("onCandidateGone(" + nameOf(id) + ")", member -> member.onCandidateGone(candidate));
    }
    if (peer != null) {
      DownReason reason = new DownReason(DownReason.Kind.SILENT, "it is gone");
      down(peer, Optional.of(reason));
    }
    settle();
  }

  private void down(Peer peer, Optional<DownReason> reason) {
    notify(
        "onPeerDown(" + nameOf(peer.id()) + ")", membership -> membership.onPeerDown(peer, reason));
  }

  void dialed(PeerAddress address, DialOutcome outcome) {
    book.onOutcome(address, outcome);
    notify(
        "onDialOutcome(" + address + ", " + outcome.kind() + ")",
        membership -> membership.onDialOutcome(address, outcome));
    settle();
  }

  /** Reports an event about a node that this bench does not know. */
  void downUnknown(Peer peer) {
    down(peer, Optional.empty());
    settle();
  }

  /** Lets time pass in small steps, so that what follows from a decision comes soon after it. */
  void pass(Duration time) {
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(PAUSE)) {
      advance(PAUSE);
      settle();
    }
  }

  /** Lets time pass in which each dial fails as soon as it can. */
  void passWithoutAnswers(Duration time) {
    dials.failAll();
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(QUICK_FAILURE)) {
      advance(QUICK_FAILURE);
      settle();
      dials.takeFailures().forEach(address -> dialed(address, WantedDials.FAILURE));
    }
  }

  /** Dials what the membership wants to be linked with; every second dial succeeds. */
  void dialAll() {
    for (PeerAddress address : dials.take()) {
      if (present.containsValue(address)) {
        continue;
      }
      if (steps.nextBoolean()) {
        candidate(Direction.OUTBOUND, address);
        dialed(address, DialOutcome.of(DialOutcome.Kind.REACHED, ""));
      } else {
        dialed(address, WantedDials.FAILURE);
      }
    }
  }

  private void settle() {
    for (Runnable next = consequences.poll(); next != null; next = consequences.poll()) {
      next.run();
    }
  }

  @Override
  void step() {
    List<PeerId> nodes = List.copyOf(present.keySet());
    switch (steps.nextInt(7)) {
      case 0, 1 -> {
        if (nodes.size() < MAX_NODES) {
          candidate();
        } else {
          leave(nodes.get(steps.nextInt(nodes.size())));
        }
      }
      case 2 -> changeAdded();
      case 3 -> dialAll();
      case 4 -> {
        List<ByteString> bodies = samples();
        if (!nodes.isEmpty() && !bodies.isEmpty()) {
          control(nodes.get(steps.nextInt(nodes.size())), bodies.get(steps.nextInt(bodies.size())));
          settle();
        }
      }
      default -> pass(Duration.ofSeconds(1 + steps.nextInt(MAX_STEP_SECONDS)));
    }
  }

  private void changeAdded() {
    PeerAddress address = new PeerAddress("203.0.113." + steps.nextInt(10), NODE_PORT);
    if (added.contains(address)) {
      remove(address);
    } else {
      add(address);
    }
  }

  @Override
  void onControl(Membership target, PeerId from, ByteString body)
      throws InvalidProtocolBufferException {
    target.onControl(from, body);
  }

  // ---- what the membership decided -----------------------------------------------------------

  /** How long the oldest candidate without an answer has waited. */
  Duration longestWait() {
    return answers.longestWait(nowNanos());
  }

  /** Whether the membership keeps an address, dials it, or has a link with it. */
  boolean isWanted(PeerAddress address) {
    return dials.contains(address) || isLinked(address);
  }

  boolean isLinked(PeerAddress address) {
    return peers.keySet().stream().anyMatch(id -> address.equals(present.get(id)));
  }

  /** What it decided. */
  MembershipLog log() {
    return log;
  }

  /** Forgets how long candidates waited before. */
  void forgetWaits() {
    answers.forgetAnswered();
  }

  private void answered(String decision, PeerId id) {
    if (gone.contains(id)) {
      log.onDecisionAboutGone(decision + " " + nameOf(id));
    }
    answers.answered(id, nowNanos());
  }

  // ---- MembershipContext ---------------------------------------------------------------------

  @Override
  public List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  @Override
  public Standing standing(PeerId node) {
    return Standing.GOOD;
  }

  @Override
  public LinkStats stats(PeerId peer) {
    return LinkStats.NONE;
  }

  @Override
  public long firstCopies(PeerId peer) {
    return 0;
  }

  @Override
  public void accept(PeerId id) {
    act(
        "accept " + nameOf(id),
        () -> {
          answered("accept", id);
          Candidate candidate = candidates.remove(id);
          if (candidate != null) {
            Peer peer =
                new Peer(id, chosen.remove(id) ? Direction.OUTBOUND : candidate.direction());
            peers.put(id, peer);
            consequences.add(
                () -> notify("onPeerUp(" + nameOf(id) + ")", member -> member.onPeerUp(peer)));
          }
        });
  }

  @Override
  public void refuse(PeerId id, String why, List<PeerAddress> otherAddresses) {
    requireNonNull(why, "why");
    Set<PeerAddress> mayBePassedOn = Set.copyOf(book.toPassOn(Integer.MAX_VALUE));
    act(
        "refuse " + nameOf(id) + ": " + why + " " + otherAddresses,
        () -> {
          answered("refuse", id);
          log.onRefusal(why, otherAddresses, mayBePassedOn);
          if (candidates.remove(id) != null) {
            present.remove(id);
          }
        });
  }

  @Override
  public void protect(PeerId peer) {
    requireNonNull(peer, "peer");
    act(
        "protect " + nameOf(peer),
        () -> log.onProtect(nameOf(peer), Optional.ofNullable(peers.get(peer))));
  }

  @Override
  public void keep(PeerAddress address) {
    act("keep " + requireNonNull(address, "address"), () -> dials.keep(address));
  }

  @Override
  public void release(PeerAddress address) {
    act(
        "release " + requireNonNull(address, "address"),
        () -> {
          if (dials.release(address)) {
            peers().stream()
                .filter(peer -> peer.direction() == Direction.OUTBOUND)
                .filter(peer -> address.equals(present.get(peer.id())))
                .forEach(this::close);
          }
        });
  }

  @Override
  public void connect(PeerAddress address) {
    act("connect " + requireNonNull(address, "address"), () -> dials.connect(address));
  }

  @Override
  public void feeler(PeerAddress address) {
    act(
        "feeler " + requireNonNull(address, "address"),
        () -> {
          if (!dials.failsAtOnce(address)) {
            consequences.add(() -> dialed(address, DialOutcome.of(DialOutcome.Kind.REACHED, "")));
          }
        });
  }

  @Override
  public void disconnect(PeerId id, String why) {
    requireNonNull(why, "why");
    act(
        "disconnect " + nameOf(id) + ": " + why,
        () -> {
          answered("disconnect", id);
          log.onDisconnect(why);
          if (candidates.remove(id) != null) {
            present.remove(id);
          }
          peers().stream().filter(peer -> peer.id().equals(id)).forEach(this::close);
        });
  }

  private void close(Peer peer) {
    peers.remove(peer.id());
    present.remove(peer.id());
    consequences.add(() -> down(peer, Optional.empty()));
  }
}
