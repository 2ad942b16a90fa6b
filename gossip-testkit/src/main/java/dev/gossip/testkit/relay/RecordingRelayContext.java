package dev.gossip.testkit.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayMetric;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.testkit.context.CallSite;
import dev.gossip.testkit.context.ScriptedNode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A scripted node around one relay strategy: the test controls peers, messages and time, and the
 * context records what the strategy does. As in a node, the effects of a callback are applied when
 * it returns, and discarded when it throws.
 *
 * <pre>{@code
 * RecordingRelayContext node = new RecordingRelayContext(42);
 * node.start(MyRelay::new);
 * Peer sender = node.up(1, Direction.OUTBOUND);
 * Peer other = node.up(2, Direction.INBOUND);
 * GossipMessage hello = RecordingRelayContext.message("hello");
 * node.receive(sender, hello, ByteString.EMPTY);
 * node.advance(Duration.ofSeconds(1));
 * assertThat(node.delivered()).containsExactly(hello);
 * assertThat(node.payloads())
 *     .containsExactly(new SentPayload(other.id(), hello, ByteString.EMPTY));
 * }</pre>
 *
 * <p>Not thread-safe. An exception of the strategy reaches the test unchanged.
 */
public final class RecordingRelayContext extends ScriptedNode<RelayStrategy>
    implements RelayContext {
  private final ScriptedPeers peers = new ScriptedPeers();
  private final ScriptedMemory memory = new ScriptedMemory();
  private final Recording recording = new Recording();
  private SortedSet<String> topics = Collections.emptySortedSet();

  /** A payload frame that the strategy sent to a peer. */
  public record SentPayload(PeerId to, GossipMessage message, ByteString header) {}

  /**
   * A control frame that the strategy sent to a peer.
   *
   * @param slot the slot of the receiving strategy; empty for the strategy itself
   */
  public record SentControl(PeerId to, String slot, ByteString body) {

    /** A control frame for the strategy itself. */
    public SentControl(PeerId to, ByteString body) {
      this(to, "", body);
    }
  }

  /** A misbehaviour that the strategy reported to spam control. */
  public record Report(PeerId peer, Misbehaviour kind) {}

  /** Creates a node without peers; the seed is that of {@link #random}. */
  public RecordingRelayContext(long seed) {
    this(seed, 0);
  }

  /**
   * Creates a node without peers whose monotonic clock does not start at 0.
   *
   * @param seed the seed of {@link #random}
   * @param startNanos the initial value of {@link #nowNanos}
   */
  public RecordingRelayContext(long seed, long startNanos) {
    super("strategy", seed, startNanos);
  }

  // ---- messages for tests --------------------------------------------------------------------

  /** A message with this payload. Equal payloads give equal messages. */
  public static GossipMessage message(String payload) {
    return ScriptedMemory.message(payload);
  }

  // ---- events --------------------------------------------------------------------------------

  /**
   * Creates the strategy. Call this once, before any other event.
   *
   * @throws IllegalStateException if the strategy does anything but schedule timers
   */
  public void start(RelayStrategy.Factory factory) {
    create(() -> factory.create(this));
  }

  /** Links a peer with a number of its own, which is up until {@link #down}. */
  public Peer up(int number, Direction direction) {
    Peer peer = new Peer(peerId(number), direction);
    peers.add(peer);
    run(strategy -> strategy.onPeerUp(peer));
    return peer;
  }

  /** Takes a peer down that is up. */
  public void down(Peer peer) {
    peers.requireUp(peer);
    peers.remove(peer);
    run(strategy -> strategy.onPeerDown(peer));
  }

  /** Publishes a message of the application at this node. */
  public void publish(GossipMessage message) {
    memory.add(message);
    run(strategy -> strategy.onPublish(message));
  }

  /**
   * Receives a copy of a message: the first copy, a duplicate, or a duplicate of an evicted
   * message, which is not passed to the strategy.
   *
   * @throws InvalidProtocolBufferException if the strategy throws it; a first copy stays unseen
   */
  public void receive(Peer from, GossipMessage message, ByteString header)
      throws InvalidProtocolBufferException {
    peers.requireUp(from);
    Arrival arrival = new Arrival(from, header);
    if (!memory.seen(message.id())) {
      memory.add(message);
      try {
        parse(strategy -> strategy.onMessage(message, arrival));
      } catch (InvalidProtocolBufferException e) {
        memory.forget(message.id());
        throw e;
      }
    } else {
      Optional<GossipMessage> first = memory.find(message.id());
      if (first.isPresent()) {
        parse(strategy -> strategy.onDuplicate(first.get(), arrival));
      }
    }
  }

  /**
   * Receives a control frame for the strategy itself.
   *
   * @throws InvalidProtocolBufferException if the strategy throws it
   */
  public void control(Peer from, ByteString body) throws InvalidProtocolBufferException {
    peers.requireUp(from);
    parse(strategy -> strategy.onControl(from, body));
  }

  /**
   * Receives a control frame for the strategy in a slot of this one.
   *
   * @param slot the name of the slot; empty for the strategy itself
   * @throws InvalidProtocolBufferException if the strategy throws it
   */
  public void control(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    if (slot.isEmpty()) {
      control(from, body);
    } else {
      peers.requireUp(from);
      parse(strategy -> strategy.onControl(from, slot, body));
    }
  }

  /** Calls {@link RelayStrategy#onRoom}: a frame to this peer was dropped, now there is room. */
  public void room(Peer peer) {
    peers.requireUp(peer);
    run(strategy -> strategy.onRoom(peer));
  }

  /** Asks the strategy; it must not use its context for anything but questions meanwhile. */
  public boolean mayReveal(Peer to, MessageId id) {
    return ask(strategy -> strategy.mayReveal(to.id(), id));
  }

  /** Evicts a stored message: it stays seen, but {@link #find} no longer returns it. */
  public void evict(MessageId id) {
    memory.evict(id);
  }

  /** Sets the limit of a control frame in bytes. The default is 1100. */
  public void limitControl(int bytes) {
    peers.limitControl(bytes);
  }

  /** Sets the room of each peer in bytes. The default is 1 MiB. */
  public void limitRoom(int bytes) {
    peers.limitRoom(bytes);
  }

  /** Sets the topics that the application listens to. The default is none. */
  public void setTopics(Collection<String> listenedTo) {
    topics = Collections.unmodifiableSortedSet(new TreeSet<>(listenedTo));
  }

  /** Sets what spam control thinks of a node. The default is {@link Standing#GOOD}. */
  public void setStanding(PeerId node, Standing standing) {
    peers.setStanding(node, standing);
  }

  /** Sets the state of the link to a peer. The default is {@link LinkStats#NONE}. */
  public void setStats(PeerId peer, LinkStats stats) {
    peers.setStats(peer, stats);
  }

  // ---- recorded calls ------------------------------------------------------------------------

  /** Payload frames sent to peers, in order. */
  public List<SentPayload> payloads() {
    return Collections.unmodifiableList(recording.payloads());
  }

  /** Control frames sent to peers, in order, including frames above the limit. */
  public List<SentControl> controls() {
    return Collections.unmodifiableList(recording.controls());
  }

  /** Delivered messages, in order, once for each call of {@link #deliver}. */
  public List<GossipMessage> delivered() {
    return Collections.unmodifiableList(recording.delivered());
  }

  /** Reports to spam control, in order. */
  public List<Report> reports() {
    return Collections.unmodifiableList(recording.reports());
  }

  /** Frames for nodes that were not peers when the strategy sent them, one line each. */
  public List<String> strays() {
    return Collections.unmodifiableList(recording.strays());
  }

  /** What the strategy has added to a counter. It is not part of the transcript. */
  public long counted(RelayMetric metric) {
    return recording.counted(metric);
  }

  /**
   * All of the above and the {@link #warnings}, in order, one line each. Use it to compare two
   * strategies.
   */
  public List<String> transcript() {
    return Collections.unmodifiableList(recording.transcript());
  }

  /** Clears all recorded calls. The strategy and its timers are not affected. */
  public void clear() {
    recording.clear();
    clearWarnings();
  }

  // ---- RelayContext --------------------------------------------------------------------------

  @Override
  public List<Peer> peers() {
    return peers.list();
  }

  @Override
  protected void addWarning(Warning warning) {
    super.addWarning(warning);
    recording.add(warning);
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    Recording.requireHeader(header);
    SentPayload frame = new SentPayload(to, message, header);
    sendTo(to, () -> recording.add(frame), () -> Recording.describe(frame));
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    sendControl(to, "", body);
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    SentControl frame = new SentControl(to, slot, body);
    sendTo(to, () -> recording.add(frame), () -> Recording.describe(frame));
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return peers.maxControlBytes(to);
  }

  @Override
  public int maxControlBytes(PeerId to, String slot) {
    return peers.maxControlBytes(to);
  }

  @Override
  public int roomBytes(PeerId to) {
    return peers.room(to);
  }

  @Override
  public void deliver(GossipMessage message) {
    requireStarted();
    effect(
        () -> {
          memory.deliver(message.id());
          recording.add(message);
        });
  }

  @Override
  public boolean seen(MessageId id) {
    return memory.seen(id);
  }

  @Override
  public boolean delivered(MessageId id) {
    return memory.delivered(id);
  }

  @Override
  public boolean isComing(MessageId id) {
    return memory.isComing(id);
  }

  /** Sets whether a large message is announced to this node and has not arrived. */
  public void setComing(MessageId id, boolean isComing) {
    memory.setComing(id, isComing);
  }

  @Override
  public boolean isRefused(MessageId id) {
    return memory.isRefused(id);
  }

  /** Sets whether a copy of a message arrived that this node did not accept. */
  public void setRefused(MessageId id, boolean isRefused) {
    memory.setRefused(id, isRefused);
  }

  @Override
  public SortedSet<String> topics() {
    return topics;
  }

  @Override
  public Standing standing(PeerId peer) {
    return peers.standing(peer);
  }

  @Override
  public LinkStats stats(PeerId peer) {
    return peers.stats(peer);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return memory.find(id);
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    requireStarted();
    effect(() -> recording.add(new Report(peer, kind)));
  }

  @Override
  public void count(RelayMetric metric, long amount) {
    requireStarted();
    effect(recording.counting(metric, amount));
  }

  private void requireStarted() {
    requireCreated("a strategy may only schedule timers while it is created: wait for onPeerUp");
  }

  private void sendTo(PeerId to, Runnable record, Supplier<String> description) {
    requireStarted();
    if (peers.isUp(to)) {
      effect(record);
    } else {
      String callSite = CallSite.outside(RecordingRelayContext.class);
      effect(() -> recording.addStray(description.get(), callSite));
    }
  }
}
