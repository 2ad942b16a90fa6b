package dev.gossip.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.NodeFailure;
import dev.gossip.core.engine.services.TimerQueue;
import dev.gossip.core.plugin.Composition;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node of a simulated network. It is up, paused (like a stopped process: datagrams wait in its
 * socket buffer), or down after a crash. It keeps its address across restarts.
 */
public final class SimulatedNode {
  /** The size of the socket's receive buffer; the real driver requests the same. */
  private static final int SOCKET_BYTES = 4 << 20;

  /** Longest duration of offloaded work. A signature check takes 84 us; the wait is a guess. */
  private static final long MAX_OFFLOADED_NANOS = Duration.ofMillis(1).toNanos();

  private static final int MAX_OFFLOADED = 16;

  private final SimulatedNetwork network;
  private final int index;
  private final PeerAddress address;
  private final Composition composition;
  private final List<PeerAddress> dialTargets;
  private final NodeClock clock = new NodeClock();
  private final boolean hostile;
  private final SeenLog seenLog;
  private @Nullable Node node;
  private @Nullable Node crashed;
  private @Nullable Socket socket;
  // Results of offloaded work that the node has to process; they wait while it is paused or down.
  private final Queue<Runnable> offloaded = new ArrayDeque<>(1);
  private int incarnation;
  private long wakeNanos;
  private long framesSent;

  SimulatedNode(
      SimulatedNetwork network,
      int index,
      Composition composition,
      List<PeerAddress> dialTargets,
      boolean hostile) {
    this.network = network;
    this.index = index;
    this.address = addressOf(index);
    this.composition = composition.wrapRelay(network.observations().watching(index));
    this.dialTargets = dialTargets;
    this.hostile = hostile;
    this.seenLog = composition.dataDir().isEmpty() ? SeenLog.NONE : new MemorySeenLog();
  }

  /** In a /24 of its own, so that limits per address group do not apply between nodes. */
  private static PeerAddress addressOf(int index) {
    return new PeerAddress(
        (10 + (index >> 16)) + "." + ((index >> 8) & 255) + "." + (index & 255) + ".1", 5000);
  }

  /** The index of the node in its network, from 0. */
  public int index() {
    return index;
  }

  /** The address at which it receives. */
  public PeerAddress address() {
    return address;
  }

  /**
   * Its id, which is new after each restart without state.
   *
   * @throws IllegalStateException if the node is not up
   */
  public PeerId id() {
    return running().id();
  }

  /** Whether it is hostile ({@link Simulation#hostile}) or a supernode identity. */
  public boolean isHostile() {
    return hostile;
  }

  /** Whether it runs, that is, is neither paused nor down. */
  public boolean isUp() {
    return node != null && socket == null;
  }

  /** Whether it has crashed and was not restarted. */
  public boolean isDown() {
    return node == null;
  }

  // ---- publishing ----------------------------------------------------------------------------

  /**
   * Publishes text on the default topic.
   *
   * @throws IllegalStateException if the node is not up
   */
  public MessageId publish(String text) {
    return publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(text, UTF_8));
  }

  /**
   * Publishes a payload.
   *
   * @throws IllegalStateException if the node is not up
   * @throws IllegalArgumentException if the topic or the payload is too long
   */
  public MessageId publish(String topic, ByteString payload) {
    return publishAll(topic, List.of(payload)).get(0);
  }

  /**
   * Publishes payloads as one batch, as a node does with queued ones: they are signed together, and
   * their frames share datagrams.
   *
   * @throws IllegalStateException if the node is not up
   * @throws IllegalArgumentException if the topic or a payload is too long; then none is published
   */
  public List<MessageId> publishAll(String topic, List<ByteString> payloads) {
    Node publisher = running();
    List<GossipMessage> messages =
        payloads.stream().map(payload -> compose(publisher, topic, payload)).toList();
    step(running -> running.publish(messages));
    return messages.stream().map(GossipMessage::id).toList();
  }

  private GossipMessage compose(Node publisher, String topic, ByteString payload) {
    if (payload.size() > publisher.maxPayloadBytes()) {
      throw new IllegalArgumentException(
          "a payload must not be longer than "
              + publisher.maxPayloadBytes()
              + " bytes (gossip.max-payload-bytes), but has "
              + payload.size());
    }
    return publisher.composer().compose(topic, payload, wallMillis());
  }

  // ---- crashes, pauses and clocks ------------------------------------------------------------

  /**
   * Crashes without notifying its peers, like a killed process.
   *
   * @throws IllegalStateException if the node is down
   */
  public void crash() {
    Node ended = node;
    if (ended == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    network.crashed(this, ended.metrics());
    crashed = ended;
    node = null;
    Socket unread = socket;
    if (unread != null) {
      socket = null;
      network.addWaitingWork(-unread.work);
      unread.datagrams.forEach(datagram -> network.lost(datagram.from, this, "node-down"));
    }
  }

  /**
   * Restarts after a crash, with a new id and without memory, except for what it wrote to its
   * {@code gossip.data-dir}, if that is set.
   *
   * @throws IllegalStateException if the node is not down
   */
  public void restart() {
    requireDown();
    network.restarted(this);
    start();
  }

  /**
   * Restarts after a crash with all its memory, like a machine that was suspended. Datagrams sent
   * to it in the meantime are lost.
   *
   * @throws IllegalStateException if the node is not down
   */
  public void restartWithState() {
    requireDown();
    node = crashed;
    crashed = null;
    network.restartedWithState(this, running().metrics());
    wakeNanos = TimerQueue.NONE;
    step(Node::runTimers);
    runOffloaded();
  }

  private void requireDown() {
    if (node != null) {
      throw new IllegalStateException("node " + index + " is not down; crash it first");
    }
  }

  /**
   * Pauses, like a stopped process. Datagrams that arrive wait in its socket buffer.
   *
   * @throws IllegalStateException if the node is not up
   */
  public void pause() {
    running();
    network.nodeChanged(this, NodeChange.PAUSED);
    socket = new Socket();
  }

  /**
   * Continues after a pause, and processes what has arrived.
   *
   * @throws IllegalStateException if the node is not paused
   */
  public void resume() {
    Socket waiting = socket;
    if (waiting == null) {
      throw new IllegalStateException("node " + index + " is not paused");
    }
    socket = null;
    network.nodeChanged(this, NodeChange.RESUMED);
    network.addWaitingWork(-waiting.work);
    wakeNanos = TimerQueue.NONE;
    step(Node::runTimers);
    waiting.datagrams.forEach(datagram -> receive(datagram.from, datagram.bytes, false));
    runOffloaded();
  }

  private void runOffloaded() {
    for (Runnable then = offloaded.poll(); then != null; then = offloaded.poll()) {
      Runnable next = then;
      step(running -> running.run(next));
    }
  }

  /**
   * Sets the error of its wall clock; negative for a clock that is behind. As on a real machine,
   * setting the clock back while messages live can make the node accept an old message as new.
   */
  public void clockOffset(Duration offset) {
    clock.offset(offset);
  }

  /**
   * Makes its clocks run fast from now on; negative for slow.
   *
   * @param partsPerMillion more than -1,000,000; quartz drifts by up to 100
   */
  public void clockDrift(int partsPerMillion) {
    if (partsPerMillion <= -1_000_000) {
      throw new IllegalArgumentException(
          "a clock drift must be above -1000000 parts per million, not " + partsPerMillion);
    }
    clock.drift(network.nowNanos(), partsPerMillion);
    wakeNanos = TimerQueue.NONE;
    step(Node::runTimers);
  }

  // ---- metrics -------------------------------------------------------------------------------

  /**
   * The node's own counters.
   *
   * @throws IllegalStateException if the node is down
   */
  public SortedMap<String, Long> metrics() {
    if (node == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    return node.metrics();
  }

  /**
   * Received and lost datagrams by peer, for links that are up.
   *
   * @throws IllegalStateException if the node is not up
   */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return running().linkStats();
  }

  long metric(Metric metric) {
    return node == null ? 0 : node.metric(metric);
  }

  // ---- execution -----------------------------------------------------------------------------

  void start() {
    RandomStreams random =
        RandomStreams.seeded(network.seedOf("node " + index + " start " + incarnation++));
    wakeNanos = TimerQueue.NONE;
    framesSent = 0;
    crashed = null;
    offloaded.clear();
    try {
      node =
          composition.newNode(
              new VirtualRuntime(random.stream("offload")),
              random,
              DatagramSink.unlimited(this::transmit),
              seenLog,
              this::onEvent);
    } catch (NodeFailure e) {
      throw network.failure(
          RunFailure.Kind.NODE_STOPPED, "node " + index + " did not start: " + e.getMessage());
    }
    network.observations().identified(node.id(), index);
    step(started -> started.start(dialTargets));
  }

  /**
   * A datagram arrived.
   *
   * @param work whether it carries payload or control frames
   */
  void receive(PeerAddress from, byte[] datagram, boolean work) {
    if (socket != null) {
      if (!socket.add(from, datagram, work)) {
        network.lost(from, this, "receive-buffer-full");
      } else if (work) {
        network.addWaitingWork(1);
      }
    } else if (node == null) {
      network.lost(from, this, "node-down");
    } else {
      step(running -> running.onDatagram(from, ByteBuffer.wrap(datagram)));
    }
  }

  private void wake(Node woken, long timeNanos) {
    // Outdated if the node was restarted, or has scheduled an earlier wake-up since.
    if (woken == node && timeNanos == wakeNanos) {
      wakeNanos = TimerQueue.NONE;
      step(Node::runTimers);
    }
  }

  /** Runs an action on the node if it is up, flushes it, and schedules its next wake-up. */
  private void step(Consumer<Node> action) {
    Node running = node;
    if (running == null || socket != null) {
      return;
    }
    action.accept(running);
    running.flush();
    framesSent = framesSent(running);
    long deadline = running.nextDeadlineNanos();
    if (deadline != TimerQueue.NONE) {
      long next = clock.virtualNanos(deadline);
      if (next < wakeNanos) {
        wakeNanos = next;
        network.at(next, () -> wake(running, next));
      }
    }
  }

  private void transmit(PeerAddress to, ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    boolean work = node != null && framesSent(node) != framesSent;
    network.transmit(this, to, bytes, work);
  }

  /** Includes frames to spies: the network is not quiet before a spy has received everything. */
  private static long framesSent(Node node) {
    return node.metric(Metric.PAYLOAD_FRAMES_SENT)
        + node.metric(Metric.CONTROL_FRAMES_SENT)
        + node.observerMetric(Metric.PAYLOAD_FRAMES_SENT)
        + node.observerMetric(Metric.CONTROL_FRAMES_SENT);
  }

  private void onEvent(NodeEvent event) {
    network.onEvent(this, event);
  }

  private Node running() {
    Node running = node;
    if (running == null || socket != null) {
      throw new IllegalStateException(
          "node " + index + " is " + (running == null ? "down" : "paused"));
    }
    return running;
  }

  private long wallMillis() {
    return clock.wallMillis(network.nowNanos());
  }

  @Override
  public String toString() {
    return "node " + index;
  }

  /** Provides virtual time and virtual offloading; does not resolve names. */
  private final class VirtualRuntime implements NodeRuntime {
    private final RandomGenerator random;
    private final int ownIncarnation = incarnation;

    VirtualRuntime(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public long nowNanos() {
      return clock.localNanos(network.nowNanos());
    }

    @Override
    public long wallMillis() {
      return SimulatedNode.this.wallMillis();
    }

    @Override
    public MessageDigest sha256() {
      return network.sha256();
    }

    @Override
    public int maxOffloaded() {
      return MAX_OFFLOADED;
    }

    @Override
    public boolean isObserver(PeerAddress at) {
      return network.isSpy(at);
    }

    @Override
    public void offload(Runnable work, Runnable then) {
      network.at(
          network.nowNanos() + random.nextLong(MAX_OFFLOADED_NANOS + 1),
          () -> {
            if (ownIncarnation == incarnation) {
              work.run();
              offloaded.add(then);
              if (isUp()) {
                runOffloaded();
              }
            }
          });
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {
      Node requester = node;
      network.at(
          network.nowNanos(),
          () -> {
            if (requester == node) {
              step(
                  running ->
                      running.run(
                          () ->
                              then.accept(
                                  Resolution.none(
                                      "a simulation does not resolve names; use an address"))));
            }
          });
    }
  }

  /** The receive buffer of a paused node. */
  private static final class Socket {
    private final Queue<Datagram> datagrams = new ArrayDeque<>();
    private int bytes;
    private int work;

    boolean add(PeerAddress from, byte[] datagram, boolean isWork) {
      if (bytes + datagram.length > SOCKET_BYTES) {
        return false;
      }
      bytes += datagram.length;
      work += isWork ? 1 : 0;
      return datagrams.add(new Datagram(from, datagram));
    }
  }

  private static final class Datagram {
    private final PeerAddress from;
    private final byte[] bytes;

    Datagram(PeerAddress from, byte[] bytes) {
      this.from = from;
      this.bytes = bytes;
    }
  }
}
