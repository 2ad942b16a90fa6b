package dev.gossip.discovery.outbound;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.testkit.context.ScriptedNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A membership with the real address book, in virtual time, around which dials and candidates have
 * scripted outcomes. Callbacks come in the order of a node: the outcome of a dial, the candidate,
 * then the peer.
 */
final class ScriptedOutbound extends ScriptedNode<Membership> implements MembershipContext {
  static final long WALL_MILLIS = 1_800_000_000_000L;
  static final int CAPACITY = 2_048;
  private static final Duration KNOWN_AT_ONCE = Duration.ofMillis(100);
  private static final Duration REFUSAL_TAKES = Duration.ofMillis(50);
  private static final int FIRST_ID = 1;

  /** How a dial ends, and when. */
  record Answer(DialOutcome.Kind kind, Duration after) {
    static final Answer REACHED = new Answer(DialOutcome.Kind.REACHED, Duration.ofMillis(100));
    static final Answer FULL = new Answer(DialOutcome.Kind.REFUSED, Duration.ofMillis(100));
    static final Answer SILENT = new Answer(DialOutcome.Kind.UNREACHABLE, Duration.ofSeconds(3));
  }

  private record Event(long nanos, long sequence, Runnable action) {}

  /** What the membership asked for, and when. */
  record Dial(PeerAddress address, Duration at, boolean isFeeler) {}

  final KnownAddresses book;
  final Map<PeerId, PeerAddress> addresses = new TreeMap<>();
  final Map<PeerId, Peer> up = new TreeMap<>();
  final Map<PeerId, Long> upSince = new TreeMap<>();
  final Set<PeerAddress> kept = new TreeSet<>();
  final List<Dial> dials = new ArrayList<>();
  final List<PeerId> isProtected = new ArrayList<>();
  final List<List<PeerAddress>> refusals = new ArrayList<>();
  final List<PeerId> disconnected = new ArrayList<>();
  final Map<PeerId, Long> firstCopies = new HashMap<>();
  final Map<PeerId, LinkStats> stats = new HashMap<>();
  final Set<PeerId> discouraged = new TreeSet<>();

  /** Decides how a dial ends. */
  Function<PeerAddress, Answer> answers = address -> Answer.SILENT;

  /** Called when a link is up. */
  Consumer<Peer> onUp = peer -> {};

  private final AddressBook seen;
  private final Map<PeerAddress, PeerId> ids = new HashMap<>();
  private final Map<PeerId, Candidate> candidates = new TreeMap<>();
  private final Queue<Runnable> consequences = new ArrayDeque<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::nanos).thenComparingLong(Event::sequence));
  private final Duration step;
  private final long startMillis;
  private long sequence;

  ScriptedOutbound(OutboundSettings settings, long seed) {
    this(
        new Start(seed, SavedAddresses.NONE, WALL_MILLIS, Duration.ofMillis(50)),
        context -> new OutboundMembership(context, settings),
        book -> book);
  }

  /** What a node starts with. */
  record Start(long seed, SavedAddresses saved, long wallMillis, Duration step) {}

  /**
   * @param seen what the membership sees of the book
   */
  ScriptedOutbound(
      Start start,
      Function<MembershipContext, Membership> factory,
      Function<KnownAddresses, AddressBook> seen) {
    super("membership", start.seed(), 0);
    this.startMillis = start.wallMillis();
    this.step = start.step();
    SplittableRandom random = new SplittableRandom(start.seed());
    this.book =
        new KnownAddresses(CAPACITY, this::wallMillis, name -> random.split(), start.saved());
    this.seen = seen.apply(book);
    create(() -> factory.apply(this));
  }

  long wallMillis() {
    return startMillis + nowNanos() / 1_000_000;
  }

  // ---- time and events -----------------------------------------------------------------------

  /** Has something happen after a time; the plugin may be called. */
  void after(Duration delay, Runnable action) {
    events.add(new Event(nowNanos() + delay.toNanos(), sequence++, action));
  }

  /** Lets time pass. */
  void pass(Duration time) {
    long end = nowNanos() + time.toNanos();
    while (nowNanos() < end) {
      advance(Duration.ofNanos(Math.min(step.toNanos(), end - nowNanos())));
      settle();
      while (!events.isEmpty() && events.peek().nanos() <= nowNanos()) {
        events.remove().action().run();
        settle();
      }
    }
  }

  private void settle() {
    for (Runnable next = consequences.poll(); next != null; next = consequences.poll()) {
      next.run();
    }
  }

  /** The id of the node at an address, which never changes. */
  PeerId idAt(PeerAddress address) {
    return ids.computeIfAbsent(address, same -> peerId(FIRST_ID + ids.size()));
  }

  /** A node has another address, too. */
  void alsoAt(PeerAddress other, PeerAddress address) {
    ids.put(other, idAt(address));
  }

  /** A node dials this one. Returns its id. */
  PeerId dialedBy(PeerAddress address) {
    PeerId id = idAt(address);
    if (!up.containsKey(id)) {
      book.onHandshake(address, id, Direction.INBOUND);
      candidate(new Candidate(id, Direction.INBOUND, address));
    }
    return id;
  }

  private void candidate(Candidate candidate) {
    candidates.put(candidate.id(), candidate);
    run(membership -> membership.onCandidate(candidate));
    settle();
  }

  /** The link with a node ends. */
  void lose(PeerId id, DownReason.Kind kind) {
    Peer peer = up.get(id);
    if (peer != null) {
      forget(peer);
      run(member -> member.onPeerDown(peer, Optional.of(new DownReason(kind, "it is gone"))));
      settle();
    }
  }

  private void forget(Peer peer) {
    up.remove(peer.id());
    upSince.remove(peer.id());
    book.onLinkGone(requireNonNull(addresses.get(peer.id())));
  }

  void add(PeerAddress address) {
    run(membership -> membership.onPeerAdded(address));
    settle();
  }

  void remove(PeerAddress address) {
    run(membership -> membership.onPeerRemoved(address));
    settle();
  }

  private void dial(PeerAddress address, boolean isFeeler) {
    dials.add(new Dial(address, Duration.ofNanos(nowNanos()), isFeeler));
    if (!book.mayDial(address)) {
      after(KNOWN_AT_ONCE, () -> ended(address, DialOutcome.Kind.UNREACHABLE));
      return;
    }
    book.onDial(address);
    Answer answer = answers.apply(address);
    after(answer.after(), () -> answered(address, answer.kind(), isFeeler));
  }

  private void answered(PeerAddress address, DialOutcome.Kind kind, boolean isFeeler) {
    if (kind == DialOutcome.Kind.UNREACHABLE || kind == DialOutcome.Kind.SELF) {
      ended(address, kind);
      return;
    }
    PeerId id = idAt(address);
    Peer linked = up.get(id);
    if (linked != null) {
      book.onSameNode(address, id, true);
      if (!isFeeler && linked.direction() == Direction.INBOUND) {
        turnOutbound(id, linked);
      }
      ended(address, DialOutcome.Kind.REACHED);
      return;
    }
    book.onHandshake(address, id, Direction.OUTBOUND);
    ended(address, DialOutcome.Kind.REACHED);
    if (isFeeler) {
      book.onLinkGone(address);
      return;
    }
    candidate(new Candidate(id, Direction.OUTBOUND, address));
    if (kind == DialOutcome.Kind.REFUSED) {
      after(
          REFUSAL_TAKES,
          () -> {
            lose(id, DownReason.Kind.REFUSED_BY_PEER);
            ended(address, kind);
          });
    }
  }

  private void turnOutbound(PeerId id, Peer inbound) {
    Peer outbound = new Peer(id, Direction.OUTBOUND);
    run(membership -> membership.onPeerDown(inbound, Optional.empty()));
    up.put(id, outbound);
    run(membership -> membership.onPeerUp(outbound));
    settle();
  }

  private void ended(PeerAddress address, DialOutcome.Kind kind) {
    DialOutcome outcome = DialOutcome.of(kind, "");
    book.onOutcome(address, outcome);
    run(membership -> membership.onDialOutcome(address, outcome));
    settle();
  }

  // ---- what tests ask ------------------------------------------------------------------------

  List<PeerAddress> peersOf(Direction direction) {
    return up.values().stream()
        .filter(peer -> peer.direction() == direction)
        .map(peer -> addresses.get(peer.id()))
        .toList();
  }

  List<PeerAddress> outbound() {
    return peersOf(Direction.OUTBOUND);
  }

  List<PeerAddress> inbound() {
    return peersOf(Direction.INBOUND);
  }

  List<PeerAddress> connects() {
    return dials.stream().filter(dial -> !dial.isFeeler()).map(Dial::address).toList();
  }

  List<PeerAddress> feelers() {
    return dials.stream().filter(Dial::isFeeler).map(Dial::address).toList();
  }

  // ---- MembershipContext ---------------------------------------------------------------------

  @Override
  public List<Peer> peers() {
    return List.copyOf(up.values());
  }

  @Override
  public AddressBook addresses() {
    return seen;
  }

  @Override
  public Standing standing(PeerId node) {
    return discouraged.contains(node) ? Standing.DISCOURAGED : Standing.GOOD;
  }

  @Override
  public LinkStats stats(PeerId peer) {
    return stats.getOrDefault(peer, LinkStats.NONE);
  }

  @Override
  public long firstCopies(PeerId peer) {
    return firstCopies.getOrDefault(peer, 0L);
  }

  @Override
  public void accept(PeerId id) {
    effect(
        () -> {
          Candidate candidate = candidates.remove(id);
          if (candidate != null) {
            Peer peer = new Peer(id, candidate.direction());
            up.put(id, peer);
            upSince.put(id, nowNanos());
            addresses.put(id, candidate.address());
            consequences.add(
                () -> {
                  run(membership -> membership.onPeerUp(peer));
                  onUp.accept(peer);
                });
          }
        });
  }

  @Override
  public void refuse(PeerId id, String why, List<PeerAddress> otherAddresses) {
    effect(
        () -> {
          Candidate candidate = candidates.remove(id);
          if (candidate != null) {
            refusals.add(otherAddresses);
            book.onLinkGone(candidate.address());
          }
        });
  }

  @Override
  public void keep(PeerAddress address) {
    effect(
        () -> {
          kept.add(address);
          dial(address, false);
        });
  }

  @Override
  public void release(PeerAddress address) {
    effect(() -> kept.remove(address));
  }

  @Override
  public void connect(PeerAddress address) {
    effect(() -> dial(address, false));
  }

  @Override
  public void feeler(PeerAddress address) {
    effect(() -> dial(address, true));
  }

  @Override
  public void disconnect(PeerId id, String why) {
    effect(
        () -> {
          Peer peer = up.get(id);
          if (peer != null) {
            disconnected.add(id);
            forget(peer);
            consequences.add(
                () -> run(membership -> membership.onPeerDown(peer, Optional.empty())));
          }
        });
  }

  @Override
  public void protect(PeerId peer) {
    effect(() -> isProtected.add(peer));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    throw new UnsupportedOperationException("membership.outbound has no channel");
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return 0;
  }
}
