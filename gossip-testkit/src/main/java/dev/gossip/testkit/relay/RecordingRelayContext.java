package dev.gossip.testkit.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
public final class RecordingRelayContext implements RelayContext {
  /** About the space for a control frame in a datagram of {@code transport.udp}. */
  private static final int DEFAULT_CONTROL_BYTES = 1_100;

  private static final StackWalker STACK = StackWalker.getInstance();
  private static final int DEFAULT_ROOM_BYTES = 1 << 20;

  private final long seed;
  // Reset for each callback. After a callback that throws, the next one gets the same randomness.
  private RandomGenerator stream;
  private final RandomGenerator random = () -> currentStream().nextLong();
  private final Map<PeerId, Peer> peers = new TreeMap<>();
  private final Map<MessageId, GossipMessage> stored = new LinkedHashMap<>();
  private final Set<MessageId> seen = new HashSet<>();
  private final ManualTimers timers;
  private final List<Runnable> effects = new ArrayList<>();
  private final Recording recording = new Recording();
  private @Nullable RelayStrategy strategy;
  private long callbacks;
  private boolean inCallback;
  private int maxControlBytes = DEFAULT_CONTROL_BYTES;
  private int roomBytes = DEFAULT_ROOM_BYTES;

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

  /**
   * Creates a node without peers.
   *
   * @param seed the seed of {@link #random}
   */
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
    this.seed = seed;
    this.timers = new ManualTimers(startNanos);
    this.stream = new SplittableRandom(seed);
  }

  // ---- ids and messages for tests ------------------------------------------------------------

  /** The peer id with this number. Ids sort like their numbers. The node itself has number 0. */
  public static PeerId peerId(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(number).array());
  }

  /** A message with this payload. Equal payloads give equal messages. */
  public static GossipMessage message(String payload) {
    ByteString bytes = ByteString.copyFromUtf8(payload);
    return GossipMessage.builder(new MessageId(sha256(payload)))
        .payload(bytes)
        .signedBytes(bytes)
        .lifetimeMillis(Duration.ofMinutes(5).toMillis())
        .build();
  }

  // ---- events --------------------------------------------------------------------------------

  /**
   * Creates the strategy. Call this once, before any other event.
   *
   * @throws IllegalStateException if the strategy does anything but schedule timers
   */
  public void start(RelayStrategy.Factory factory) {
    run(() -> strategy = requireNonNull(factory.create(this), "the factory returned null"));
  }

  /** Links a peer, which is up until {@link #down}. */
  public Peer up(int number, Direction direction) {
    Peer peer = new Peer(peerId(number), direction);
    peers.put(peer.id(), peer);
    run(() -> strategy().onPeerUp(peer));
    return peer;
  }

  /** Takes a peer down. */
  public void down(Peer peer) {
    requireUp(peer);
    peers.remove(peer.id());
    run(() -> strategy().onPeerDown(peer));
  }

  /** Publishes a message of the application at this node. */
  public void publish(GossipMessage message) {
    remember(message);
    run(() -> strategy().onPublish(message));
  }

  /**
   * Receives a copy of a message: the first copy, a duplicate, or a duplicate of an evicted
   * message, which is not passed to the strategy.
   *
   * @throws InvalidProtocolBufferException if the strategy throws it; a first copy stays unseen
   */
  public void receive(Peer from, GossipMessage message, ByteString header)
      throws InvalidProtocolBufferException {
    requireUp(from);
    Arrival arrival = new Arrival(from, header);
    if (!seen.contains(message.id())) {
      remember(message);
      try {
        call(() -> strategy().onMessage(message, arrival));
      } catch (InvalidProtocolBufferException e) {
        seen.remove(message.id());
        stored.remove(message.id());
        throw e;
      }
    } else {
      GossipMessage first = stored.get(message.id());
      if (first != null) {
        call(() -> strategy().onDuplicate(first, arrival));
      }
    }
  }

  /**
   * Receives a control frame for the strategy itself.
   *
   * @throws InvalidProtocolBufferException if the strategy throws it
   */
  public void control(Peer from, ByteString body) throws InvalidProtocolBufferException {
    requireUp(from);
    call(() -> strategy().onControl(from, body));
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
      requireUp(from);
      call(() -> strategy().onControl(from, slot, body));
    }
  }

  /** Advances the clock and runs every timer that becomes due. */
  public void advance(Duration time) {
    timers.advance(time.toNanos(), this::run);
  }

  /** Advances the clock to the next timer and runs it; returns false if none is pending. */
  public boolean fireNext() {
    return timers.fireNext(this::run);
  }

  /** Evicts a stored message: it stays seen, but {@link #find} no longer returns it. */
  public void evict(MessageId id) {
    stored.remove(id);
  }

  /** Sets the limit of a control frame in bytes. The default is {@value #DEFAULT_CONTROL_BYTES}. */
  public void limitControl(int bytes) {
    maxControlBytes = bytes;
  }

  /** Sets the room of each peer in bytes. The default is 1 MiB. */
  public void limitRoom(int bytes) {
    roomBytes = bytes;
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

  /** The pending timers with label and time left, the next one first. */
  public List<String> timers() {
    return timers.describe();
  }

  /** All of the above except timers, in order, one line each. Use it to compare two strategies. */
  public List<String> transcript() {
    return Collections.unmodifiableList(recording.transcript());
  }

  /** Clears all recorded calls. The strategy and its timers are not affected. */
  public void clear() {
    recording.clear();
  }

  // ---- RelayContext --------------------------------------------------------------------------

  @Override
  public PeerId self() {
    return peerId(0);
  }

  @Override
  public List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return timers.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    ManualTimers.Timer timer = timers.create(delay.toNanos(), label, action);
    addEffect(() -> timers.start(timer));
    return () -> addEffect(() -> timers.cancel(timer));
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    if (header.size() > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a header has at most " + MAX_HEADER_BYTES + " bytes, not " + header.size());
    }
    requireStarted();
    SentPayload frame = new SentPayload(to, message, header);
    if (peers.containsKey(to)) {
      addEffect(() -> recording.add(frame));
    } else {
      recordStray(Recording.describe(frame));
    }
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    sendControl(to, "", body);
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    requireStarted();
    SentControl frame = new SentControl(to, slot, body);
    if (peers.containsKey(to)) {
      addEffect(() -> recording.add(frame));
    } else {
      recordStray(Recording.describe(frame));
    }
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return peers.containsKey(to) ? maxControlBytes : 0;
  }

  @Override
  public int room(PeerId to) {
    return peers.containsKey(to) ? roomBytes : 0;
  }

  @Override
  public void deliver(GossipMessage message) {
    requireStarted();
    addEffect(() -> recording.add(message));
  }

  @Override
  public boolean seen(MessageId id) {
    return seen.contains(id);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return Optional.ofNullable(stored.get(id));
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    requireStarted();
    addEffect(() -> recording.add(new Report(peer, kind)));
  }

  // ---- implementation ------------------------------------------------------------------------

  private void recordStray(String frame) {
    String callSite = callSite();
    addEffect(() -> recording.addStray(frame, callSite));
  }

  /** The current line of the strategy's code. */
  private static String callSite() {
    return STACK.walk(
        frames ->
            frames
                .filter(
                    frame -> !frame.getClassName().equals(RecordingRelayContext.class.getName()))
                .findFirst()
                .map(frame -> " (at " + frame.toStackTraceElement() + ")")
                .orElse(""));
  }

  private void addEffect(Runnable effect) {
    if (!inCallback) {
      throw new IllegalStateException(
          "the relay context may only be used inside a callback of the strategy");
    }
    effects.add(effect);
  }

  private void run(Runnable callback) {
    try {
      call(callback::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a callback without bytes threw InvalidProtocolBufferException", e);
    }
  }

  private void call(Callback callback) throws InvalidProtocolBufferException {
    if (inCallback) {
      throw new IllegalStateException(
          "a callback of the strategy is still running: let it return before the next event");
    }
    stream = new SplittableRandom(seed + callbacks);
    inCallback = true;
    try {
      callback.run();
      callbacks++;
      effects.forEach(Runnable::run);
    } finally {
      effects.clear();
      inCallback = false;
    }
  }

  private RandomGenerator currentStream() {
    return stream;
  }

  private RelayStrategy strategy() {
    if (strategy == null) {
      throw new IllegalStateException("there is no strategy yet: call start first");
    }
    return strategy;
  }

  private void requireStarted() {
    if (strategy == null) {
      throw new IllegalStateException(
          "a strategy may only schedule timers while it is created: wait for onPeerUp");
    }
  }

  private void requireUp(Peer peer) {
    if (!peers.containsKey(peer.id())) {
      throw new IllegalArgumentException(Recording.nameOf(peer.id()) + " is not up: call up first");
    }
  }

  private void remember(GossipMessage message) {
    seen.add(message.id());
    stored.put(message.id(), message);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @FunctionalInterface
  private interface Callback {
    void run() throws InvalidProtocolBufferException;
  }
}
