package dev.gossip.testkit.spam;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.context.ScriptedRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A scripted node around one spam control: the test controls peers, what they send, and time, and
 * the context records what the spam control does. As in a node, the effects of a callback are
 * applied when it returns, and discarded when it throws.
 *
 * <pre>{@code
 * RecordingSpamContext node = new RecordingSpamContext(42);
 * node.start(MySpamControl::new);
 * Peer peer = node.up(1, Direction.INBOUND);
 * GossipMessage forged = RecordingSpamContext.message(AuthorId.NONE, 1);
 * node.reject(peer, forged, Rejection.Reason.BAD_SIGNATURE);
 * assertThat(node.standing(peer.id())).isEqualTo(Standing.THROTTLED);
 * node.advance(Duration.ofMinutes(1));
 * assertThat(node.standing(peer.id())).isEqualTo(Standing.GOOD);
 * }</pre>
 *
 * <p>It takes no link down: a test that expects a peer to be disconnected checks {@link #standing}
 * and {@link #standingChanges}. Not thread-safe. An exception of the spam control reaches the test
 * unchanged.
 */
public final class RecordingSpamContext extends ScriptedNode<SpamControl> implements SpamContext {
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;
  private static final int PORT = 5_000;

  private final long startNanos;
  private final boolean provesIds;
  private final ScriptedRecords records = new ScriptedRecords();
  private final Map<PeerId, AddressGroup> upPeers = new TreeMap<>();
  private final List<PeerId> standingChanges = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private final List<Report> waiting = new ArrayList<>();
  private long wallOffsetMillis = START_WALL_MILLIS;
  private boolean passingOn;

  /** A misbehaviour that the spam control reported. */
  public record Report(Peer peer, Misbehaviour kind) {}

  /** Creates a node without peers; the seed is that of {@link #random}. */
  public RecordingSpamContext(long seed) {
    this(seed, 0);
  }

  /**
   * Creates a node without peers whose monotonic clock does not start at 0.
   *
   * @param seed the seed of {@link #random}
   * @param startNanos the initial value of {@link #nowNanos}
   */
  public RecordingSpamContext(long seed, long startNanos) {
    this(seed, startNanos, true);
  }

  private RecordingSpamContext(long seed, long startNanos, boolean provesIds) {
    super("spam control", seed, startNanos);
    this.startNanos = startNanos;
    this.provesIds = provesIds;
  }

  /** Creates a node whose peers may claim any id. */
  public static RecordingSpamContext withClaimedIds(long seed) {
    return new RecordingSpamContext(seed, 0, false);
  }

  // ---- messages for tests --------------------------------------------------------------------

  /** The author with this number. */
  public static AuthorId author(int number) {
    return new AuthorId(ByteString.copyFrom(bytes(number)));
  }

  /**
   * A message with this number. Equal numbers give equal ids.
   *
   * @param author {@link AuthorId#NONE} for an unsigned message
   */
  public static GossipMessage message(AuthorId author, int number) {
    return GossipMessage.builder(new MessageId(bytes(number)))
        .author(author)
        .sequence(number)
        .createdMillis(START_WALL_MILLIS)
        .lifetimeMillis(DEFAULT_LIFETIME.toMillis())
        .payload(ByteString.copyFromUtf8("message " + number))
        .build();
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(32).putInt(number).array();
  }

  // ---- events --------------------------------------------------------------------------------

  /** Creates the spam control. Call this once, before any other event. */
  public void start(SpamControl.Factory factory) {
    create(() -> factory.create(this));
  }

  /** Links a peer with a number and a local address of its own, which is up until {@link #down}. */
  public Peer up(int number, Direction direction) {
    String host = "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
    return up(number, direction, host);
  }

  /**
   * Links a peer that has an address, such as {@code 198.51.100.7}, see {@link #group}.
   *
   * @throws IllegalArgumentException if the host is a name
   */
  public Peer up(int number, Direction direction, String host) {
    Peer peer = new Peer(peerId(number), direction);
    if (upPeers.containsKey(peer.id())) {
      throw new IllegalArgumentException(
          nameOf(peer.id()) + " is up already: call down first, or use another number");
    }
    upPeers.put(peer.id(), AddressGroup.of(new PeerAddress(host, PORT)));
    notify(spam -> spam.onPeerUp(peer));
    return peer;
  }

  /**
   * Takes a peer down that is up; it is no longer in a group when the spam control hears of it. Its
   * record ends with its link if peers do not prove their ids.
   */
  public void down(Peer peer) {
    requireUp(peer);
    upPeers.remove(peer.id());
    notify(spam -> spam.onPeerDown(peer));
    if (!provesIds) {
      records.remove(peer.id());
    }
  }

  /** Asks whether something that a peer sent may cause work. */
  public boolean admit(Peer from, Cost cost, int amount) {
    requireUp(from);
    boolean admits = call(spam -> spam.admit(from, cost, amount));
    passOnReports();
    return admits;
  }

  /** Asks for the verdict on a message of a peer. */
  public Verdict judge(GossipMessage message, Peer from) {
    requireUp(from);
    Verdict verdict = call(spam -> spam.judge(message, from));
    passOnReports();
    return verdict;
  }

  /** This node publishes a message. */
  public void publish(GossipMessage message) {
    notify(spam -> spam.onPublished(message));
  }

  /** A peer sent the first copy of a message that was accepted. */
  public void firstCopy(GossipMessage message, Peer from) {
    requireUp(from);
    notify(spam -> spam.onFirstCopy(message, from));
  }

  /** A peer sent a further copy of a message. */
  public void duplicate(GossipMessage message, Peer from) {
    requireUp(from);
    notify(spam -> spam.onDuplicate(message, from));
  }

  /** A message of a peer was rejected. */
  public void reject(Peer from, GossipMessage message, Rejection.Reason reason) {
    requireUp(from);
    notify(spam -> spam.onRejected(new Rejection(from, message, reason)));
  }

  /** A peer violated the protocol. */
  public void misbehave(Peer peer, Misbehaviour kind) {
    requireUp(peer);
    notify(spam -> spam.onMisbehaviour(peer, kind));
  }

  /** The application thinks better or worse of a node, which need not be up. */
  public void score(PeerId node, double points) {
    notify(spam -> spam.onApplicationScore(node, points));
  }

  /** Turns the wall clock; {@link #nowNanos} stays the same. */
  public void turnWallClock(Duration by) {
    wallOffsetMillis += by.toMillis();
  }

  // ---- questions -----------------------------------------------------------------------------

  /** What the spam control thinks of a node. It must not use its context for effects meanwhile. */
  public Standing standing(PeerId node) {
    return ask(spam -> spam.standing(node));
  }

  /** What the spam control says to a node. */
  public Optional<Discouragement> discouragement(PeerId node) {
    return ask(spam -> spam.discouragement(node));
  }

  /** The reasons for the standing of a node. */
  public List<Explanation> explain(PeerId node) {
    return ask(spam -> spam.explain(node));
  }

  // ---- recorded calls ------------------------------------------------------------------------

  /** The nodes whose standing is said to have changed, in order, once for each call. */
  public List<PeerId> standingChanges() {
    return Collections.unmodifiableList(standingChanges);
  }

  /** Reports of misbehaviour, in order, also those that no node passes on; see {@link #report}. */
  public List<Report> reports() {
    return Collections.unmodifiableList(reports);
  }

  /** Forgets all recorded calls and the warnings. The spam control and its timers stay. */
  public void clear() {
    standingChanges.clear();
    reports.clear();
    clearWarnings();
  }

  // ---- SpamContext ---------------------------------------------------------------------------

  @Override
  public boolean provesIds() {
    return provesIds;
  }

  @Override
  public ScriptedRecords records() {
    return records;
  }

  @Override
  public void standingChanged(PeerId peer) {
    requireNonNull(peer, "peer");
    effect(() -> standingChanges.add(peer));
  }

  @Override
  public void report(Peer peer, Misbehaviour kind) {
    Report report = new Report(requireNonNull(peer, "peer"), requireNonNull(kind, "kind"));
    effect(
        () -> {
          reports.add(report);
          if (!passingOn) {
            waiting.add(report);
          }
        });
  }

  @Override
  public Optional<AddressGroup> group(PeerId peer) {
    return Optional.ofNullable(upPeers.get(peer));
  }

  @Override
  public Duration messageLifetime() {
    return DEFAULT_LIFETIME;
  }

  @Override
  public long wallMillis() {
    return wallOffsetMillis + Duration.ofNanos(nowNanos() - startNanos).toMillis();
  }

  // ---- callbacks -----------------------------------------------------------------------------

  private void notify(Consumer<SpamControl> event) {
    run(event);
    passOnReports();
  }

  @Override
  protected void onTimerEnd() {
    passOnReports();
  }

  private void passOnReports() {
    if (passingOn) {
      return;
    }
    List<Report> passedOn = List.copyOf(waiting);
    waiting.clear();
    passingOn = true;
    try {
      for (Report report : passedOn) {
        if (upPeers.containsKey(report.peer().id())) {
          run(spam -> spam.onMisbehaviour(report.peer(), report.kind()));
        }
      }
    } finally {
      passingOn = false;
    }
  }

  private void requireUp(Peer peer) {
    if (!upPeers.containsKey(peer.id())) {
      throw new IllegalArgumentException(nameOf(peer.id()) + " is not up: call up first");
    }
  }
}
