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
 * The node around one relay strategy, by hand: neighbours, messages and time come from the test,
 * and what the strategy does is written down. As in a node, what a callback asks for takes hold
 * when it returns, and not at all when it throws.
 *
 * <pre>{@code
 * RecordingRelayContext node = new RecordingRelayContext(42);
 * node.start(MyRelay::new);
 * Peer teller = node.up(1, Direction.OUTBOUND);
 * Peer other = node.up(2, Direction.INBOUND);
 * GossipMessage hello = RecordingRelayContext.message("hello");
 * node.receive(teller, hello, ByteString.EMPTY);
 * node.advance(Duration.ofSeconds(1));
 * assertThat(node.delivered()).containsExactly(hello);
 * assertThat(node.payloads())
 *     .containsExactly(new SentPayload(other.id(), hello, ByteString.EMPTY));
 * }</pre>
 *
 * <p>For one thread. Whatever a strategy throws reaches the test as it is.
 */
public final class RecordingRelayContext implements RelayContext {
  /** What one datagram of {@code transport.udp} leaves, about. */
  private static final int DEFAULT_CONTROL_BYTES = 1_100;

  private static final StackWalker STACK = StackWalker.getInstance();
  private static final int DEFAULT_ROOM_BYTES = 1 << 20;

  private final long seed;
  // As in a node, a callback that throws leaves nothing behind: the next draws what it drew.
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

  /** A payload frame that the strategy sent to a neighbour. */
  public record SentPayload(PeerId to, GossipMessage message, ByteString header) {}

  /**
   * A control frame that the strategy sent to a neighbour.
   *
   * @param slot whose strategy it is for; empty for the same strategy
   */
  public record SentControl(PeerId to, String slot, ByteString body) {

    /** A frame to the same strategy. */
    public SentControl(PeerId to, ByteString body) {
      this(to, "", body);
    }
  }

  /** What the strategy told spam control. */
  public record Report(PeerId peer, Misbehaviour kind) {}

  /**
   * A node without neighbours.
   *
   * @param seed of the randomness that the strategy gets
   */
  public RecordingRelayContext(long seed) {
    this(seed, 0);
  }

  /**
   * A node without neighbours, whose monotonic clock starts somewhere else than at 0.
   *
   * @param seed of the randomness that the strategy gets
   * @param startNanos what {@link #nowNanos} says at first
   */
  public RecordingRelayContext(long seed, long startNanos) {
    this.seed = seed;
    this.timers = new ManualTimers(startNanos);
    this.stream = new SplittableRandom(seed);
  }

  // ---- what stands for ids and messages ------------------------------------------------------

  /** An id for a neighbour by number; numbers and ids have the same order. The node's own is 0. */
  public static PeerId peerId(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(number).array());
  }

  /** A message with this payload; equal for equal payloads. */
  public static GossipMessage message(String payload) {
    ByteString bytes = ByteString.copyFromUtf8(payload);
    return GossipMessage.builder(new MessageId(sha256(payload)))
        .payload(bytes)
        .signedBytes(bytes)
        .lifetimeMillis(Duration.ofMinutes(5).toMillis())
        .build();
  }

  // ---- what happens to the node --------------------------------------------------------------

  /**
   * Makes the strategy; to be called once, before anything else.
   *
   * @throws IllegalStateException if the strategy does more than schedule
   */
  public void start(RelayStrategy.Factory factory) {
    run(() -> strategy = requireNonNull(factory.create(this), "the factory returned null"));
  }

  /** A neighbour comes up, and is one until {@link #down}. */
  public Peer up(int number, Direction direction) {
    Peer peer = new Peer(peerId(number), direction);
    peers.put(peer.id(), peer);
    run(() -> strategy().onPeerUp(peer));
    return peer;
  }

  /** A neighbour goes down. */
  public void down(Peer peer) {
    requireUp(peer);
    peers.remove(peer.id());
    run(() -> strategy().onPeerDown(peer));
  }

  /** The application publishes a message here. */
  public void publish(GossipMessage message) {
    remember(message);
    run(() -> strategy().onPublish(message));
  }

  /**
   * A copy of a message comes in: the first, a further one, or one that is not stored any more and
   * which the strategy does not get to see.
   *
   * @throws InvalidProtocolBufferException if the strategy does, which makes the message unseen
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
   * A control frame comes in.
   *
   * @throws InvalidProtocolBufferException if the strategy does
   */
  public void control(Peer from, ByteString body) throws InvalidProtocolBufferException {
    requireUp(from);
    call(() -> strategy().onControl(from, body));
  }

  /**
   * A control frame comes in for the strategy in a slot of this one.
   *
   * @param slot empty for the strategy itself
   * @throws InvalidProtocolBufferException if the strategy does
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

  /** Time passes, and runs every timer that becomes due. */
  public void advance(Duration time) {
    timers.advance(time.toNanos(), this::run);
  }

  /** Time passes until the next timer is due, and runs it; answers false if none waits. */
  public boolean fireNext() {
    return timers.fireNext(this::run);
  }

  /** A stored message makes room for others: it stays seen, but is not found any more. */
  public void evict(MessageId id) {
    stored.remove(id);
  }

  /** How much one control frame can hold from now on; {@value #DEFAULT_CONTROL_BYTES} at first. */
  public void limitControl(int bytes) {
    maxControlBytes = bytes;
  }

  /** How much may wait for each neighbour from now on; 1 MiB at first. */
  public void limitRoom(int bytes) {
    roomBytes = bytes;
  }

  // ---- what the strategy did -----------------------------------------------------------------

  /** Messages sent to neighbours, in order. */
  public List<SentPayload> payloads() {
    return Collections.unmodifiableList(recording.payloads());
  }

  /** Control frames sent to neighbours, in order; longer ones than allowed, too. */
  public List<SentControl> controls() {
    return Collections.unmodifiableList(recording.controls());
  }

  /** Messages made public, in order, each as often as the strategy said so. */
  public List<GossipMessage> delivered() {
    return Collections.unmodifiableList(recording.delivered());
  }

  /** What spam control was told, in order. */
  public List<Report> reports() {
    return Collections.unmodifiableList(recording.reports());
  }

  /** What was sent to nodes that were no neighbours then, and so to nobody; a line each. */
  public List<String> strays() {
    return Collections.unmodifiableList(recording.strays());
  }

  /** The timers that wait, the next one first: label and time left. */
  public List<String> timers() {
    return timers.describe();
  }

  /** All of the above but timers, in order, a line each: to compare two strategies. */
  public List<String> transcript() {
    return Collections.unmodifiableList(recording.transcript());
  }

  /** Forgets what the strategy did so far. The strategy and its timers stay. */
  public void clear() {
    recording.clear();
  }

  // ---- what the strategy sees ----------------------------------------------------------------

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
    effect(() -> timers.start(timer));
    return () -> effect(() -> timers.cancel(timer));
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
      effect(() -> recording.add(frame));
    } else {
      stray(Recording.describe(frame));
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
      effect(() -> recording.add(frame));
    } else {
      stray(Recording.describe(frame));
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
    effect(() -> recording.add(message));
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
    effect(() -> recording.add(new Report(peer, kind)));
  }

  // ---- how it works --------------------------------------------------------------------------

  private void stray(String frame) {
    String place = place();
    effect(() -> recording.addStray(frame, place));
  }

  /** Where in the strategy's code we are. */
  private static String place() {
    return STACK.walk(
        frames ->
            frames
                .filter(
                    frame -> !frame.getClassName().equals(RecordingRelayContext.class.getName()))
                .findFirst()
                .map(frame -> " (at " + frame.toStackTraceElement() + ")")
                .orElse(""));
  }

  private void effect(Runnable effect) {
    if (!inCallback) {
      throw new IllegalStateException("the relay context is for use inside callbacks only");
    }
    effects.add(effect);
  }

  private void run(Runnable callback) {
    try {
      call(callback::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("there was nothing to read", e);
    }
  }

  private void call(Callback callback) throws InvalidProtocolBufferException {
    if (inCallback) {
      throw new IllegalStateException("a strategy is never re-entered: let its callback return");
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
      throw new IllegalStateException("there is no strategy yet; call start first");
    }
    return strategy;
  }

  private void requireStarted() {
    if (strategy == null) {
      throw new IllegalStateException(
          "while it is created a strategy may only schedule; it has no neighbours yet");
    }
  }

  private void requireUp(Peer peer) {
    if (!peers.containsKey(peer.id())) {
      throw new IllegalArgumentException(Recording.nameOf(peer.id()) + " is not up");
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
