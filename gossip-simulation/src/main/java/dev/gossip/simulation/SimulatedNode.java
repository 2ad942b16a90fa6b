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
import dev.gossip.core.engine.DatagramSink;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.NodeFailure;
import dev.gossip.core.engine.NodeRuntime;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.engine.Resolution;
import dev.gossip.core.engine.SeenLog;
import dev.gossip.core.engine.TimerQueue;
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
 * One node of a simulated network. It is up, paused (as a process that is stopped: what arrives
 * waits in its socket), or down after a crash. Its address stays when it comes back.
 */
public final class SimulatedNode {
  /** What a socket holds while its process does not read; what the real driver asks for. */
  private static final int SOCKET_BYTES = 4 << 20;

  /** Signature checks wait for a thread and take 84 us; a guess. */
  private static final long MAX_OFFLOADED_NANOS = Duration.ofMillis(1).toNanos();

  private static final int MAX_OFFLOADED = 16;

  private final SimulatedNetwork network;
  private final int index;
  private final PeerAddress address;
  private final Composition composition;
  private final List<PeerAddress> chosen;
  private final NodeClock clock = new NodeClock();
  private final boolean hostile;
  private final SeenLog seenLog;
  private @Nullable Node node;
  private @Nullable Node crashed;
  private @Nullable Socket socket;
  // What other threads have done for a node that does not run now, but may go on.
  private final Queue<Runnable> offloaded = new ArrayDeque<>(1);
  private int incarnation;
  private long wakeNanos;
  private long framesSent;

  SimulatedNode(
      SimulatedNetwork network,
      int index,
      Composition composition,
      List<PeerAddress> chosen,
      boolean hostile) {
    this.network = network;
    this.index = index;
    this.address = addressOf(index);
    this.composition = composition.around(network.sightings().watching(index));
    this.chosen = chosen;
    this.hostile = hostile;
    this.seenLog = composition.dataDir().isEmpty() ? SeenLog.NONE : new MemorySeenLog();
  }

  /** In a /24 of its own, so that no bound on the links of an address group holds by accident. */
  private static PeerAddress addressOf(int index) {
    return new PeerAddress(
        (10 + (index >> 16)) + "." + ((index >> 8) & 255) + "." + (index & 255) + ".1", 5000);
  }

  /** Its place in the network, from 0. */
  public int index() {
    return index;
  }

  /** Where it receives. */
  public PeerAddress address() {
    return address;
  }

  /** Who it is since it started last. */
  public PeerId id() {
    return running().id();
  }

  /** Whether it was made so by {@link Simulation#hostile}. */
  public boolean isHostile() {
    return hostile;
  }

  /** Whether it runs; a node that is paused or crashed does not. */
  public boolean isUp() {
    return node != null && socket == null;
  }

  /** Whether it crashed and did not come back. */
  public boolean isDown() {
    return node == null;
  }

  // ---- what it says --------------------------------------------------------------------------

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
   * Publishes payloads at once, as a node does with those that wait: they are signed together, and
   * their frames share datagrams.
   *
   * @throws IllegalStateException if the node is not up
   * @throws IllegalArgumentException if the topic or a payload is too long; then none is published
   */
  public List<MessageId> publishAll(String topic, List<ByteString> payloads) {
    Node publisher = running();
    List<GossipMessage> messages =
        payloads.stream().map(payload -> compose(publisher, topic, payload)).toList();
    turn(running -> running.publish(messages));
    return messages.stream().map(GossipMessage::id).toList();
  }

  private GossipMessage compose(Node publisher, String topic, ByteString payload) {
    if (payload.size() > publisher.maxPayloadBytes()) {
      throw new IllegalArgumentException(
          "a payload has at most "
              + publisher.maxPayloadBytes()
              + " bytes (gossip.max-payload-bytes), not "
              + payload.size());
    }
    return publisher.composer().compose(topic, payload, wallMillis());
  }

  // ---- what happens to it --------------------------------------------------------------------

  /** Ends without a word, as a process that is killed. */
  public void crash() {
    Node ended = node;
    if (ended == null) {
      throw new IllegalStateException("node " + index + " is down already");
    }
    network.crashed(this, ended.metrics());
    crashed = ended;
    node = null;
    Socket unread = socket;
    if (unread != null) {
      socket = null;
      network.workWaits(-unread.work);
      unread.datagrams.forEach(datagram -> network.lost(datagram.from, this, "node-down"));
    }
  }

  /**
   * Starts again after a crash, with a new identity and nothing remembered, but for what it wrote
   * to its {@code gossip.data-dir}, if that is set to anything.
   */
  public void restart() {
    requireDown();
    network.startedAnew(this);
    start();
  }

  /**
   * Comes back after a crash with all that it remembered, as a machine that was suspended. What was
   * sent to it meanwhile is lost.
   */
  public void restartWithState() {
    requireDown();
    node = crashed;
    crashed = null;
    network.cameBack(this, running().metrics());
    wakeNanos = TimerQueue.NONE;
    turn(Node::runTimers);
    takeOffloaded();
  }

  private void requireDown() {
    if (node != null) {
      throw new IllegalStateException("node " + index + " is not down; crash it first");
    }
  }

  /** Stops doing anything, as a process that gets no processor; what arrives waits. */
  public void pause() {
    running();
    network.happened(this, "paused");
    socket = new Socket();
  }

  /** Goes on after a pause. */
  public void resume() {
    Socket waiting = socket;
    if (waiting == null) {
      throw new IllegalStateException("node " + index + " is not paused");
    }
    socket = null;
    network.happened(this, "resumed");
    network.workWaits(-waiting.work);
    wakeNanos = TimerQueue.NONE;
    turn(Node::runTimers);
    waiting.datagrams.forEach(datagram -> receive(datagram.from, datagram.bytes, false));
    takeOffloaded();
  }

  private void takeOffloaded() {
    for (Runnable then = offloaded.poll(); then != null; then = offloaded.poll()) {
      Runnable next = then;
      turn(running -> running.run(next));
    }
  }

  /**
   * Its wall clock is wrong by this from now on; negative for slow. As in life: one that is set
   * back while messages live can make the node take an old message for a new one.
   */
  public void clockOffset(Duration offset) {
    clock.offset(offset);
  }

  /**
   * Its clocks run fast by this from now on; negative for slow.
   *
   * @param partsPerMillion more than -1,000,000; quartz drifts by up to 100
   */
  public void clockDrift(int partsPerMillion) {
    if (partsPerMillion <= -1_000_000) {
      throw new IllegalArgumentException(
          "a drift is more than -1000000 parts per million, not " + partsPerMillion);
    }
    clock.drift(network.nowNanos(), partsPerMillion);
    wakeNanos = TimerQueue.NONE;
    turn(Node::runTimers);
  }

  // ---- what it counts ------------------------------------------------------------------------

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
   * How well datagrams arrive here from each peer that is up.
   *
   * @throws IllegalStateException if the node is not up
   */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return running().linkStats();
  }

  long metric(Metric metric) {
    return node == null ? 0 : node.metric(metric);
  }

  // ---- what turns it -------------------------------------------------------------------------

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
              new World(random.stream("offload")),
              random,
              DatagramSink.unlimited(this::transmit),
              seenLog,
              this::onEvent);
    } catch (NodeFailure e) {
      throw network.failure(
          RunFailure.Kind.NODE_STOPPED, "node " + index + " did not start: " + e.getMessage());
    }
    network.sightings().identified(node.id(), index);
    turn(started -> started.start(chosen));
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
        network.workWaits(1);
      }
    } else if (node == null) {
      network.lost(from, this, "node-down");
    } else {
      turn(running -> running.onDatagram(from, ByteBuffer.wrap(datagram)));
    }
  }

  private void wake(Node woken, long timeNanos) {
    // A node that was restarted, or that found something earlier to do, has a wake-up of its own.
    if (woken == node && timeNanos == wakeNanos) {
      wakeNanos = TimerQueue.NONE;
      turn(Node::runTimers);
    }
  }

  private void turn(Consumer<Node> action) {
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

  /** To observers, too: a spy has to have heard all before the network counts as quiet. */
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

  /** Virtual time, and names that stand for themselves. */
  private final class World implements NodeRuntime {
    private final RandomGenerator random;
    private final int ofIncarnation = incarnation;

    World(RandomGenerator random) {
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
            if (ofIncarnation == incarnation) {
              work.run();
              offloaded.add(then);
              if (isUp()) {
                takeOffloaded();
              }
            }
          });
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {
      Node asked = node;
      network.at(
          network.nowNanos(),
          () -> {
            if (asked == node) {
              turn(
                  running ->
                      running.run(
                          () ->
                              then.accept(
                                  Resolution.none("a simulation has no names; use an address"))));
            }
          });
    }
  }

  /** What arrives while nobody reads. */
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
