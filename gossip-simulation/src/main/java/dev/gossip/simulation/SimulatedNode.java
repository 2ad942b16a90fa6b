package dev.gossip.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.NodeFailure;
import dev.gossip.simulation.driver.VirtualDriver;
import dev.gossip.simulation.spy.SpyTraffic;
import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.wire.Endpoint;
import dev.gossip.simulation.wire.FaultCounter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One node of a simulated network. It is up, paused (like a stopped process: datagrams wait in its
 * socket buffer), or down after a crash. It keeps its address across restarts.
 */
public final class SimulatedNode {
  private final SimulatedNetwork network;
  private final VirtualDriver driver;
  private final List<PeerAddress> dialTargets;
  private final NodeRole role;
  private final SpyTraffic spyTraffic;
  private int starts;
  private boolean isStopped;

  SimulatedNode(
      SimulatedNetwork network,
      VirtualDriver driver,
      List<PeerAddress> dialTargets,
      NodeRole role,
      SpyTraffic spyTraffic) {
    this.network = network;
    this.driver = driver;
    this.dialTargets = dialTargets;
    this.role = role;
    this.spyTraffic = spyTraffic;
  }

  /** The index of the node in its network, from 0. */
  public int index() {
    return driver.index();
  }

  /** The address at which it receives. */
  public PeerAddress address() {
    return driver.address();
  }

  /**
   * Its id, which is new after each restart without state.
   *
   * @throws IllegalStateException if the node is not up
   */
  public PeerId id() {
    return driver.running().id();
  }

  /**
   * The peers that are up, sorted by id. An immutable snapshot.
   *
   * @throws IllegalStateException if the node is not up
   */
  public List<Peer> peers() {
    return driver.running().peers();
  }

  /**
   * How many of the peers this node chose.
   *
   * @throws IllegalStateException if the node is not up
   */
  public int outboundPeers() {
    return (int) peers().stream().filter(peer -> peer.direction() == Direction.OUTBOUND).count();
  }

  /**
   * What its spam control thinks of a node.
   *
   * @throws IllegalStateException if this node is not up
   */
  public Standing standing(PeerId id) {
    return driver.running().standing(id);
  }

  /**
   * Why it thinks that; empty if its spam control does not say.
   *
   * @throws IllegalStateException if this node is not up
   */
  public List<Explanation> explain(PeerId id) {
    return driver.running().explain(id);
  }

  /**
   * Whether it is hostile ({@link Simulation#hostile}, {@link Simulation#attack}) or a supernode
   * identity.
   */
  public boolean isHostile() {
    return role != NodeRole.HONEST;
  }

  /** Whether it runs, that is, is neither paused nor down. */
  public boolean isUp() {
    return driver.isUp();
  }

  /** Whether it has crashed and was not restarted. */
  public boolean isDown() {
    return driver.isDown();
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
   * Publishes a payload if the queues of the node have room, as a real node does before it takes a
   * message out of its publish queue.
   *
   * @return empty if there is no room
   * @throws IllegalStateException if the node is not up
   * @throws IllegalArgumentException if the topic or the payload is too long
   */
  public Optional<MessageId> publishIfRoom(String topic, ByteString payload) {
    Node publisher = driver.running();
    GossipMessage message = compose(publisher, topic, payload);
    if (!publisher.publishRoom().take(message)) {
      return Optional.empty();
    }
    driver.step(running -> running.publish(List.of(message)));
    return Optional.of(message.id());
  }

  /**
   * Publishes payloads as one batch, as a node does with queued ones: they are signed together, and
   * their frames share datagrams.
   *
   * @throws IllegalStateException if the node is not up
   * @throws IllegalArgumentException if the topic or a payload is too long; then none is published
   */
  public List<MessageId> publishAll(String topic, List<ByteString> payloads) {
    Node publisher = driver.running();
    List<GossipMessage> messages =
        payloads.stream().map(payload -> compose(publisher, topic, payload)).toList();
    driver.step(running -> running.publish(messages));
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
    return publisher.composer().compose(topic, payload, driver.wallMillis());
  }

  // ---- crashes, pauses and clocks ------------------------------------------------------------

  /**
   * Crashes without notifying its peers, like a killed process.
   *
   * @throws IllegalStateException if the node is down
   */
  public void crash() {
    network.crashed(this, metrics());
    FaultCounter counter = counter("crash");
    counter.opportunity(Double.NEGATIVE_INFINITY);
    driver.crash();
    if (driver.isDown()) {
      counter.hit();
    }
  }

  /**
   * Stops in good order: closes its links, and ends. {@link #restart} starts it again.
   *
   * @throws IllegalStateException if the node is not up
   */
  public void stop() {
    driver.running();
    SortedMap<String, Long> last = metrics();
    FaultCounter counter = counter("stop");
    counter.opportunity(Double.NEGATIVE_INFINITY);
    driver.step(Node::close);
    network.crashed(this, last);
    driver.crash();
    isStopped = true;
    if (driver.isDown()) {
      counter.hit();
    }
  }

  private FaultCounter counter(String fault) {
    return network.faultCounters().counter(fault + " of " + this);
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
   * @throws IllegalStateException if the node is not down, or was {@linkplain #stop stopped}
   */
  public void restartKeepingState() {
    requireDown();
    if (isStopped) {
      throw new IllegalStateException(
          this + " was stopped, so that it has no state to keep; use restart, or crash it instead");
    }
    network.restartedKeepingState(this, latestMetrics());
    driver.revive();
  }

  private void requireDown() {
    if (!driver.isDown()) {
      throw new IllegalStateException(this + " is not down; crash it first");
    }
  }

  /**
   * Pauses, like a stopped process. Datagrams that arrive wait in its socket buffer.
   *
   * @throws IllegalStateException if the node is not up
   */
  public void pause() {
    driver.running();
    network.nodeChanged(this, NodeChange.PAUSED);
    driver.pause(counter("pause"));
  }

  /**
   * Continues after a pause, and processes what has arrived.
   *
   * @throws IllegalStateException if the node is not paused
   */
  public void resume() {
    if (!driver.isPaused()) {
      throw new IllegalStateException(this + " is not paused");
    }
    network.nodeChanged(this, NodeChange.RESUMED);
    driver.resume();
  }

  /**
   * Sets the error of its wall clock; negative for a clock that is behind. As on a real machine,
   * setting the clock back while messages live can make the node accept an old message as new.
   */
  public void skewClock(Duration offset) {
    countReadings();
    driver.ownClock().offset(offset);
  }

  /**
   * Makes its clocks run fast from now on; negative for slow.
   *
   * @param partsPerMillion more than -1,000,000; quartz drifts by up to 100
   */
  public void driftClock(int partsPerMillion) {
    if (partsPerMillion <= -1_000_000) {
      throw new IllegalArgumentException(
          "a clock drift must be above -1000000 parts per million, not " + partsPerMillion);
    }
    countReadings();
    driver.driftClock(partsPerMillion);
  }

  /** From now on readings of its clocks count as hits of a fault, as long as they are wrong. */
  private void countReadings() {
    network.faultCounters().counter("wrong clock of " + this, driver.ownClock()::wrongReadings);
  }

  boolean hasWrongClock() {
    return driver.clock().isWrong();
  }

  // ---- metrics -------------------------------------------------------------------------------

  /**
   * The node's own counters, without the frames that it has sent to a supernode.
   *
   * @throws IllegalStateException if the node is down
   */
  public SortedMap<String, Long> metrics() {
    if (driver.isDown()) {
      throw new IllegalStateException(this + " is down");
    }
    return latestMetrics();
  }

  private SortedMap<String, Long> latestMetrics() {
    return spyTraffic.subtractFrom(engine().metrics());
  }

  /** The engine, even if the node is paused or crashed. */
  private Node engine() {
    Node engine = driver.latest();
    if (engine == null) {
      throw new IllegalStateException(this + " is down");
    }
    return engine;
  }

  /**
   * Received and lost datagrams by peer, for links that are up.
   *
   * @throws IllegalStateException if the node is not up
   */
  public SortedMap<PeerId, LinkStats> linkStats() {
    return driver.running().linkStats();
  }

  /** A metric of the engine; 0 if the node is down. */
  long metric(Metric metric) {
    return driver.isDown() ? 0 : engine().metric(metric);
  }

  /** Bytes of messages that wait to be sent or acknowledged; 0 if the node is down. */
  long unsentBytes() {
    return driver.isDown() ? 0 : engine().unsentBytes();
  }

  // ---- for the package -----------------------------------------------------------------------

  NodeRole role() {
    return role;
  }

  /** The node as the wire knows it. */
  Endpoint endpoint() {
    return driver;
  }

  void start() {
    isStopped = false;
    RandomStreams random =
        RandomStreams.seeded(network.seedOf("node " + index() + " start " + starts++));
    spyTraffic.reset();
    PeerId id;
    try {
      id = driver.create(random);
    } catch (NodeFailure e) {
      throw network.failure(
          RunFailure.Kind.NODE_STOPPED, this + " did not start: " + e.getMessage());
    }
    network.started(this, id);
    driver.start(dialTargets);
  }

  @Override
  public String toString() {
    return "node " + index();
  }
}
