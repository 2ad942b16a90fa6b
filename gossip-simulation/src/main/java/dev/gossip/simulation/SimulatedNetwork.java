package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.plugin.Composition;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A running network in virtual time. For one thread, which turns it: nothing happens outside {@link
 * #runFor} and what a caller does to a node.
 */
public final class SimulatedNetwork {
  /** 2026-01-01; virtual time needs some wall clock to begin with. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  private static final long MILLI_NANOS = 1_000_000;
  private static final Duration LINK_STEP = Duration.ofMillis(100);

  private final long seed;
  private final Latency latency;
  private final List<Edge> edges;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  // Never iterated, so its order does not matter.
  private final Map<PeerAddress, SimulatedNode> byAddress = new HashMap<>();
  private final EventQueue queue = new EventQueue();
  private final RandomGenerator latencyRandom;
  private final RandomGenerator lossRandom;
  private final RunRecord record = new RunRecord();
  private final SortedMap<String, Long> crashedMetrics = new TreeMap<>();
  private double loss;
  private long nowNanos;

  SimulatedNetwork(
      long seed,
      int size,
      Topology topology,
      Latency latency,
      double loss,
      Composition composition) {
    this.seed = seed;
    this.latency = latency;
    this.latencyRandom = stream("latency");
    this.lossRandom = stream("loss");
    this.edges = List.copyOf(topology.edges(size, stream("topology")));
    List<List<PeerAddress>> chosen = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      chosen.add(new ArrayList<>());
    }
    for (Edge edge : edges) {
      chosen.get(edge.chooser()).add(SimulatedNode.addressOf(edge.chosen()));
    }
    for (int i = 0; i < size; i++) {
      SimulatedNode node = new SimulatedNode(this, i, composition, chosen.get(i));
      nodes.add(node);
      byAddress.put(node.address(), node);
    }
    this.loss = loss;
    nodes.forEach(SimulatedNode::start);
  }

  /** The seed that makes this run again. */
  public long seed() {
    return seed;
  }

  /** The links of the topology. */
  public List<Edge> edges() {
    return edges;
  }

  /** All nodes, also those that are down. */
  public List<SimulatedNode> nodes() {
    return List.copyOf(nodes);
  }

  /** A node by its index. */
  public SimulatedNode node(int index) {
    return nodes.get(index);
  }

  /** From now on this share of all datagrams is lost, each by itself. */
  public void loss(double share) {
    loss = requireShare(share);
  }

  static double requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
    }
    return share;
  }

  /** Turns the network for a time. */
  public void runFor(Duration duration) {
    long end = nowNanos + duration.toNanos();
    for (EventQueue.Event next = queue.pollUntil(end); next != null; next = queue.pollUntil(end)) {
      nowNanos = next.timeNanos();
      next.action().run();
    }
    nowNanos = end;
  }

  /**
   * Turns the network until every link between nodes that run is up at both ends.
   *
   * @throws IllegalStateException if that takes longer; the message has the seed
   */
  public void awaitLinks(Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (record.linkEnds() < 2L * liveEdges()) {
      if (nowNanos >= end) {
        throw new IllegalStateException(
            "only "
                + record.linkEnds()
                + " of "
                + 2L * liveEdges()
                + " ends of links are up after "
                + limit
                + " (seed "
                + seed
                + ")");
      }
      runFor(LINK_STEP);
    }
  }

  /** The nodes' own counters added up, those of crashed nodes up to their crash included. */
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> sum = new TreeMap<>(crashedMetrics);
    for (SimulatedNode node : nodes) {
      if (node.isUp()) {
        node.metrics().forEach((name, value) -> sum.merge(name, value, Long::sum));
      }
    }
    return sum;
  }

  void crashed(SimulatedNode node, SortedMap<String, Long> lastMetrics) {
    lastMetrics.forEach((name, value) -> crashedMetrics.merge(name, value, Long::sum));
    record.crashed(node.index());
  }

  /** What happened so far. */
  public RunRecord record() {
    return record;
  }

  /** The share of the nodes that run which have a message; its origin counts. */
  public double coverage(MessageId id) {
    long up = nodes.stream().filter(SimulatedNode::isUp).count();
    long reached =
        nodes.stream().filter(SimulatedNode::isUp).filter(n -> record.has(id, n.index())).count();
    return (double) reached / up;
  }

  long nowNanos() {
    return nowNanos;
  }

  long wallMillis() {
    return START_MILLIS + nowNanos / MILLI_NANOS;
  }

  void at(long timeNanos, Runnable action) {
    queue.add(Math.max(timeNanos, nowNanos), action);
  }

  void transmit(SimulatedNode from, PeerAddress to, byte[] datagram) {
    boolean lost = loss > 0 && lossRandom.nextDouble() < loss;
    record.datagram(nowNanos, from.index(), datagram, lost);
    SimulatedNode receiver = byAddress.get(to);
    if (!lost && receiver != null) {
      at(
          nowNanos + latency.sampleNanos(latencyRandom),
          () -> receiver.receive(from.address(), datagram));
    }
  }

  void onEvent(SimulatedNode node, NodeEvent event) {
    record.event(nowNanos, node.index(), event);
  }

  /** A seed of its own for each part, so that one drawing more changes nothing for another. */
  long seedOf(String part) {
    return stream(part).nextLong();
  }

  private RandomGenerator stream(String part) {
    return RandomStreams.seeded(seed).stream(part);
  }

  private long liveEdges() {
    return edges.stream()
        .filter(edge -> nodes.get(edge.chooser()).isUp() && nodes.get(edge.chosen()).isUp())
        .count();
  }
}
