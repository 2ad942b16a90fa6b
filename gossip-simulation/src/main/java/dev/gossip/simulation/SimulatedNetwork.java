package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.plugin.Composition;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Faults;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A running network in virtual time. For one thread, which turns it: nothing happens outside the
 * methods that run it and what a caller does to a node.
 *
 * <p>A run that goes wrong in a way that no network may ends in {@link RunFailure}: a node was
 * stopped by a plugin's bug, or delivered a message twice, or one that nobody published.
 */
public final class SimulatedNetwork {
  private static final Duration STEP = Duration.ofMillis(100);

  /** Strategies may keep a clock that never rests; after so long without a frame they do. */
  private static final long REST_NANOS = Duration.ofSeconds(60).toNanos();

  /** What a crashed node no longer has. */
  private static final Set<String> GAUGES =
      Arrays.stream(Metric.values())
          .filter(Metric::isGauge)
          .map(Metric::label)
          .collect(Collectors.toUnmodifiableSet());

  private final long seed;
  private final String options;
  private final List<Edge> edges;
  private final NodeConfig config;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedNode> spies = new ArrayList<>();
  // Never iterated, so its order does not matter.
  private final Map<PeerAddress, SimulatedNode> byAddress = new HashMap<>();
  private final LinkCount links;
  private final Observations sightings;
  private final EventQueue queue = new EventQueue();
  private final RunRecord record;
  private final ObjIntConsumer<NodeEvent> events;
  private final Wire wire;
  private final SortedMap<String, Long> crashedMetrics = new TreeMap<>();
  private final MessageDigest sha256;
  private int churns;
  private long nowNanos;
  private long lastWorkNanos;
  private int workWaiting;

  SimulatedNetwork(
      Simulation simulation,
      int size,
      List<Edge> edges,
      NodeConfig config,
      IntFunction<Composition> compositions) {
    this.seed = simulation.seed();
    this.options = simulation.describe(simulation.topology(size));
    this.edges = edges;
    this.config = config;
    this.sha256 = RunHasher.newSha256();
    this.events = simulation.events();
    this.record =
        new RunRecord(
            size, simulation.supernode(), isUnsigned(size, compositions), simulation.traceLines());
    this.sightings = new Observations(id -> record.message(id).orElse(null), () -> nowNanos);
    Faults faults = new Faults(number -> stream("fault " + number));
    this.wire =
        new Wire(
            queue,
            record,
            simulation.wireOptions(),
            faults,
            stream("latency"),
            stream("corruption"));
    simulation.firstFaults().accept(faults);
    List<List<PeerAddress>> chosen = new ArrayList<>();
    int all = size + simulation.supernode();
    for (int i = 0; i < all; i++) {
      chosen.add(new ArrayList<>());
    }
    for (int i = 0; i < all; i++) {
      boolean spy = i >= size;
      boolean hostile = !spy && simulation.isHostile(i);
      record.mayForge(hostile);
      SimulatedNode node =
          new SimulatedNode(this, i, compositions.apply(i), chosen.get(i), hostile || spy);
      (spy ? spies : nodes).add(node);
      byAddress.put(node.address(), node);
    }
    this.links = new LinkCount(nodes, spies, edges, record);
    for (Edge edge : edges) {
      chosen.get(edge.dialer()).add(nodes.get(edge.dialed()).address());
    }
    for (SimulatedNode spy : spies) {
      nodes.forEach(node -> chosen.get(spy.index()).add(node.address()));
    }
    nodes.forEach(SimulatedNode::start);
    spies.forEach(SimulatedNode::start);
  }

  // ---- what it is made of --------------------------------------------------------------------

  /** The seed that makes this run again. */
  public long seed() {
    return seed;
  }

  /** The links of the topology. */
  public List<Edge> edges() {
    return edges;
  }

  /** With what the nodes are configured, but for those that differ from the rest. */
  public NodeConfig config() {
    return config;
  }

  /** All nodes, also those that are down; not the identities of a supernode. */
  public List<SimulatedNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** A node by its index. */
  public SimulatedNode node(int index) {
    return nodes.get(index);
  }

  /** The identities of a supernode, numbered behind the nodes; see {@link Simulation#supernode}. */
  public List<SimulatedNode> supernode() {
    return Collections.unmodifiableList(spies);
  }

  /** What goes wrong on the wire; rules can come and go at any time. */
  public Faults faults() {
    return wire.faults();
  }

  /** What happened so far. */
  public RunRecord record() {
    return record;
  }

  /** The figures of the run so far. */
  public RunReport report() {
    return RunReport.of(this);
  }

  /** Seed, options and faults, in a line: what somebody needs who wants to see this run again. */
  public String describe() {
    return "seed "
        + seed
        + ", "
        + nodes.size()
        + " nodes, "
        + edges.size()
        + " links, "
        + options
        + hostileNodes()
        + (wire.faults().isEmpty() ? "" : ", faults " + wire.faults().installed());
  }

  private String hostileNodes() {
    List<Integer> hostile =
        nodes.stream().filter(SimulatedNode::isHostile).map(SimulatedNode::index).toList();
    return hostile.isEmpty() ? "" : ", hostile nodes " + hostile;
  }

  // ---- time ----------------------------------------------------------------------------------

  /** Virtual time since the network started. */
  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  /** Turns the network for a time. */
  public void runFor(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (queue.nextNanos() <= end) {
      nowNanos = queue.nextNanos();
      queue.poll().run();
      failIfBroken();
    }
    nowNanos = end;
    failIfBroken();
  }

  /** Does something when this much time will have passed. */
  public void after(Duration delay, Runnable action) {
    at(nowNanos + delay.toNanos(), action);
  }

  /**
   * Turns the network until every link between nodes that run is up at both ends, and no other.
   *
   * @throws IllegalStateException if that takes longer; the message has the seed
   */
  public void awaitLinks(Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (!isLinked()) {
      if (nowNanos >= end) {
        throw new IllegalStateException(
            "not all links are up after " + limit + " (" + describe() + ")");
      }
      step(end);
    }
  }

  /** Whether the links that are up are those between nodes that run, at both ends. */
  public boolean isLinked() {
    return links.areAllUp();
  }

  /**
   * How many links of the topology between nodes that run are not up now. One that is up at one end
   * only counts half, and the sum is rounded up.
   */
  public int linksNotUp() {
    return links.notUp();
  }

  /** How many links of spies to nodes that run are not up now. */
  public int spyLinksNotUp() {
    return links.toSpiesNotUp();
  }

  /**
   * Turns the network until nothing is left to do for any message: no payload or control frame is
   * on its way, no node holds a message back or checks one, and no timer of a relay strategy waits.
   * A strategy whose timers never end counts as done when the network was without frames for 60 s.
   *
   * @return false if that took longer than the limit
   */
  public boolean runUntilQuiet(Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (!isQuiet()) {
      if (nowNanos >= end) {
        return false;
      }
      step(end);
    }
    return true;
  }

  private void step(long endNanos) {
    runFor(Duration.ofNanos(Math.min(STEP.toNanos(), endNanos - nowNanos)));
  }

  private boolean isQuiet() {
    PendingWork pending = pendingWork();
    boolean rested = nowNanos - lastWorkNanos >= REST_NANOS;
    return pending.datagrams() == 0
        && pending.heldBack() == 0
        && pending.checks() == 0
        && (rested || pending.relayTimers() == 0);
  }

  /** What is left to do for messages, now. */
  public PendingWork pendingWork() {
    long heldBack = 0;
    long relayTimers = 0;
    long checks = 0;
    for (SimulatedNode node : nodes) {
      heldBack += node.metric(Metric.HELD_BACK);
      relayTimers += node.metric(Metric.RELAY_TIMERS);
      checks += node.metric(Metric.PENDING_CHECKS);
    }
    return new PendingWork(wire.workInFlight() + workWaiting, heldBack, relayTimers, checks);
  }

  private void failIfBroken() {
    RunFailure.Kind kind = record.failureKind();
    if (kind != null) {
      throw failure(kind, record.failure());
    }
  }

  RunFailure failure(RunFailure.Kind kind, String what) {
    return new RunFailure(kind, what + " (" + describe() + ")");
  }

  // ---- what happens to it --------------------------------------------------------------------

  /**
   * Lets nodes crash and come back without memory, for exponential times.
   *
   * @param indices the nodes that crash and come back
   */
  public Churn churn(Collection<Integer> indices, Duration meanUp, Duration meanDown) {
    Churn churn = new Churn(this, meanUp, meanDown, stream("churn " + churns++));
    indices.forEach(index -> churn.add(node(index)));
    return churn;
  }

  // ---- figures -------------------------------------------------------------------------------

  /** The nodes' own counters added up, those of crashed nodes up to their crash included. */
  public SortedMap<String, Long> metrics() {
    SortedMap<String, Long> sum = new TreeMap<>(crashedMetrics);
    for (SimulatedNode node : nodes) {
      if (!node.isDown()) {
        node.metrics().forEach((name, value) -> sum.merge(name, value, Long::sum));
      }
    }
    return sum;
  }

  /**
   * The share of the honest nodes that run which have had a message; its origin counts. 0 if none
   * runs.
   */
  public double coverage(MessageId id) {
    List<SimulatedNode> counted =
        nodes.stream().filter(node -> node.isUp() && !node.isHostile()).toList();
    double reached = counted.stream().filter(node -> record.reached(id, node.index())).count();
    return counted.isEmpty() ? 0 : reached / counted.size();
  }

  /** How many events wait: datagrams on their way, timers, what was planned. */
  public int pendingEvents() {
    return queue.size();
  }

  // ---- for its parts -------------------------------------------------------------------------

  /** Who let whom know of which message. */
  Observations sightings() {
    return sightings;
  }

  void crashed(SimulatedNode node, SortedMap<String, Long> lastMetrics) {
    addUp(lastMetrics, 1);
    record.crashed(nowNanos, node.index());
  }

  private void addUp(SortedMap<String, Long> metrics, int sign) {
    metrics.forEach(
        (name, value) -> {
          if (!GAUGES.contains(name)) {
            crashedMetrics.merge(name, sign * value, Long::sum);
          }
        });
  }

  void startedAnew(SimulatedNode node) {
    record.startedAnew(node.index());
    happened(node, "started anew");
  }

  /** Its counters go on where they were. */
  void cameBack(SimulatedNode node, SortedMap<String, Long> metrics) {
    addUp(metrics, -1);
    happened(node, "came back with its state");
    record.cameBack(node.index());
  }

  /** One for all nodes, which share a thread. */
  MessageDigest sha256() {
    return sha256;
  }

  /** Something happened to a node that may give it work. */
  void happened(SimulatedNode node, String what) {
    lastWorkNanos = nowNanos;
    record.life(nowNanos, node.index(), what);
  }

  /** Work that arrived waits for a node that is paused, or no longer does. */
  void workWaits(int datagrams) {
    workWaiting += datagrams;
  }

  /** A datagram reached a node that could not take it. */
  void lost(PeerAddress from, SimulatedNode to, String reason) {
    record.lost(indexOf(from), to.index(), reason);
  }

  /** -1 if there is no such node. */
  private int indexOf(PeerAddress address) {
    SimulatedNode node = byAddress.get(address);
    return node == null ? -1 : node.index();
  }

  /** Whether an identity of a supernode is at an address. */
  boolean isSpy(PeerAddress address) {
    return indexOf(address) >= nodes.size();
  }

  long nowNanos() {
    return nowNanos;
  }

  void at(long timeNanos, Runnable action) {
    queue.add(Math.max(timeNanos, nowNanos), action);
  }

  void transmit(SimulatedNode from, PeerAddress to, byte[] datagram, boolean work) {
    if (work) {
      lastWorkNanos = nowNanos;
    }
    SimulatedNode receiver = byAddress.get(to);
    if (receiver == null) {
      record.lost(from.index(), -1, "no-such-address");
    } else {
      wire.carry(nowNanos, from, receiver, datagram, work);
    }
  }

  void onEvent(SimulatedNode node, NodeEvent event) {
    if (node.index() < nodes.size()) {
      events.accept(event, node.index());
    }
    if (!(event instanceof NodeEvent.Dropped)) {
      lastWorkNanos = nowNanos;
    }
    boolean message = event instanceof NodeEvent.Delivered || event instanceof NodeEvent.Published;
    if (!message || !node.isHostile()) {
      record.event(nowNanos, node.index(), neighbour(event), event);
      if (event instanceof NodeEvent.Published published) {
        sightings.published(published.message().id());
      }
    }
  }

  /** The node that an event is about; -1 if it is about none. */
  private int neighbour(NodeEvent event) {
    if (event instanceof NodeEvent.Delivered delivered) {
      return indexOf(delivered.from().address());
    }
    if (event instanceof NodeEvent.PeerUp up) {
      return indexOf(up.peer().address());
    }
    return event instanceof NodeEvent.PeerDown down ? indexOf(down.peer().address()) : -1;
  }

  private static boolean isUnsigned(int size, IntFunction<Composition> compositions) {
    return IntStream.range(0, size)
        .mapToObj(compositions)
        .anyMatch(composition -> composition.signingId().equals("signing.none"));
  }

  /** A seed of its own for each part, so that one drawing more changes nothing for another. */
  long seedOf(String part) {
    return stream(part).nextLong();
  }

  private RandomGenerator stream(String part) {
    return RandomStreams.seeded(seed).stream(part);
  }
}
