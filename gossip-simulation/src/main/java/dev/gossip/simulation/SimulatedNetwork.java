package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.RandomStreams;
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
import org.jspecify.annotations.Nullable;

/**
 * A running network in virtual time. Not thread-safe: one thread drives it. Nothing happens except
 * while a method of the network or of one of its nodes is called.
 *
 * <p>A run ends in {@link RunFailure} if something happens that must not happen in any network: a
 * plugin's bug stopped a node, or a node delivered a message twice, or one that nobody published.
 */
public final class SimulatedNetwork {
  private static final Duration STEP = Duration.ofMillis(100);

  /**
   * Without a frame for this long, the timers of strategies are ignored: some strategies always
   * have a timer.
   */
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();

  /** Metrics that are a current state rather than a sum. A crashed node no longer has them. */
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
  private final Observations observations;
  private final EventQueue queue = new EventQueue();
  private final RunRecord record;
  private final ObjIntConsumer<NodeEvent> events;
  private final Wire wire;
  private final SortedMap<String, Long> crashedMetrics = new TreeMap<>();
  private final MessageDigest sha256;
  private int churns;
  private long nowNanos;
  private long lastWorkNanos;
  private @Nullable Throwable listenerFailure;
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
    this.observations = new Observations(id -> record.message(id).orElse(null), () -> nowNanos);
    Faults faults = new Faults(number -> stream("fault " + number));
    this.wire =
        new Wire(
            queue,
            record,
            simulation.wireOptions(),
            faults,
            stream("latency"),
            stream("corruption"));
    simulation.initialFaults().accept(faults);
    List<List<PeerAddress>> dialTargets = new ArrayList<>();
    int all = size + simulation.supernode();
    for (int i = 0; i < all; i++) {
      dialTargets.add(new ArrayList<>());
    }
    for (int i = 0; i < all; i++) {
      boolean spy = i >= size;
      boolean hostile = !spy && simulation.isHostile(i);
      record.allowForged(hostile);
      SimulatedNode node =
          new SimulatedNode(this, i, compositions.apply(i), dialTargets.get(i), hostile || spy);
      (spy ? spies : nodes).add(node);
      byAddress.put(node.address(), node);
    }
    this.links = new LinkCount(nodes, spies, edges, record);
    for (Edge edge : edges) {
      dialTargets.get(edge.dialer()).add(nodes.get(edge.dialed()).address());
    }
    for (SimulatedNode spy : spies) {
      nodes.forEach(node -> dialTargets.get(spy.index()).add(node.address()));
    }
    nodes.forEach(SimulatedNode::start);
    spies.forEach(SimulatedNode::start);
  }

  // ---- parts ---------------------------------------------------------------------------------

  /** The seed of the run. */
  public long seed() {
    return seed;
  }

  /** The links of the topology. */
  public List<Edge> edges() {
    return edges;
  }

  /** The configuration of the nodes, except for those that a variant changes. */
  public NodeConfig config() {
    return config;
  }

  /** All nodes, including those that are down, but not the identities of a supernode. */
  public List<SimulatedNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** A node by its index. */
  public SimulatedNode node(int index) {
    return nodes.get(index);
  }

  /**
   * The identities of a supernode. Their indices follow those of the nodes; see {@link
   * Simulation#supernode}.
   */
  public List<SimulatedNode> supernode() {
    return Collections.unmodifiableList(spies);
  }

  /** The faults of the wire; they can be added and removed at any time. */
  public Faults faults() {
    return wire.faults();
  }

  /** The events of the run so far. */
  public RunRecord record() {
    return record;
  }

  /** The figures of the run so far. */
  public RunReport report() {
    return RunReport.of(this);
  }

  /** Seed, options and faults in one line: what is needed to repeat the run. */
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

  /** Runs the network for a span of virtual time. */
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

  /** Schedules an action; it runs when the network has been run for the delay. */
  public void after(Duration delay, Runnable action) {
    at(nowNanos + delay.toNanos(), action);
  }

  /**
   * Runs the network until every link between running nodes is up at both ends, and no other link
   * is up.
   *
   * @param limit how much virtual time that may take
   * @throws IllegalStateException if it takes longer; the message contains the seed
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

  /** Whether every link between running nodes is up at both ends, and no other link is up. */
  public boolean isLinked() {
    return links.areAllUp();
  }

  /**
   * How many topology links between running nodes are not up now. A link that is up at one end only
   * counts half; the sum is rounded up.
   */
  public int linksNotUp() {
    return links.notUp();
  }

  /** How many links between a supernode and running nodes are not up now. */
  public int spyLinksNotUp() {
    return links.toSpiesNotUp();
  }

  /**
   * Runs the network until no work is pending for any message: no payload or control frame is in
   * flight, no node holds back or checks a message, and no relay strategy has a pending timer.
   * After 60 s of virtual time without a frame, timers are ignored, since some strategies always
   * have one.
   *
   * @param limit how much virtual time that may take
   * @return false if it takes longer
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
    boolean idle = nowNanos - lastWorkNanos >= IDLE_NANOS;
    return pending.datagrams() == 0
        && pending.heldBack() == 0
        && pending.checks() == 0
        && (idle || pending.relayTimers() == 0);
  }

  /** The work that is pending for messages now. */
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
    throwListenerFailure();
    RunFailure.Kind kind = record.failureKind();
    if (kind != null) {
      throw failure(kind, record.failure());
    }
  }

  RunFailure failure(RunFailure.Kind kind, String what) {
    return new RunFailure(kind, what + " (" + describe() + ")");
  }

  // ---- churn ---------------------------------------------------------------------------------

  /**
   * Crashes nodes and restarts them without memory, until the churn is stopped. Up and down times
   * are drawn from exponential distributions.
   *
   * @param indices the affected nodes
   */
  public Churn churn(Collection<Integer> indices, Duration meanUp, Duration meanDown) {
    Churn churn = new Churn(this, meanUp, meanDown, stream("churn " + churns++));
    indices.forEach(index -> churn.scheduleCrash(node(index)));
    return churn;
  }

  // ---- figures -------------------------------------------------------------------------------

  /** The sum of the nodes' counters, including what crashed nodes had counted by their crash. */
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
   * The share of the running honest nodes that have received a message; the origin counts as one. 0
   * if no honest node runs.
   */
  public double coverage(MessageId id) {
    List<SimulatedNode> counted =
        nodes.stream().filter(node -> node.isUp() && !node.isHostile()).toList();
    double reached = counted.stream().filter(node -> record.reached(id, node.index())).count();
    return counted.isEmpty() ? 0 : reached / counted.size();
  }

  /** How many events are scheduled: datagrams in flight, timers, and actions of {@link #after}. */
  public int pendingEvents() {
    return queue.size();
  }

  // ---- for the package -----------------------------------------------------------------------

  /** Which node revealed which message to which node. */
  Observations observations() {
    return observations;
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

  void restarted(SimulatedNode node) {
    record.restarted(node.index());
    nodeChanged(node, NodeChange.RESTARTED);
  }

  /**
   * A crashed node was restarted with its state.
   *
   * @param metrics its counters; they were added to those of crashed nodes and are subtracted again
   */
  void restartedWithState(SimulatedNode node, SortedMap<String, Long> metrics) {
    addUp(metrics, -1);
    nodeChanged(node, NodeChange.RESTARTED_WITH_STATE);
    record.restartedWithState(node.index());
  }

  /** Shared by all nodes, since they run on one thread. */
  MessageDigest sha256() {
    return sha256;
  }

  /** A node changed in a way that may give it work. */
  void nodeChanged(SimulatedNode node, NodeChange change) {
    lastWorkNanos = nowNanos;
    record.nodeChanged(nowNanos, node.index(), change);
  }

  /**
   * Changes the number of datagrams with payload or control frames that wait at paused nodes.
   *
   * @param datagrams how many more; negative for fewer
   */
  void addWaitingWork(int datagrams) {
    workWaiting += datagrams;
  }

  /** A datagram reached a node that is down or whose receive buffer is full. */
  void lost(PeerAddress from, SimulatedNode to, String reason) {
    record.lost(indexOf(from), to.index(), reason);
  }

  /** The index of the node with this address; -1 if there is none. */
  private int indexOf(PeerAddress address) {
    SimulatedNode node = byAddress.get(address);
    return node == null ? -1 : node.index();
  }

  /** Whether an address belongs to a supernode identity. */
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
      notifyListener(event, node.index());
    }
    if (!(event instanceof NodeEvent.Dropped)) {
      lastWorkNanos = nowNanos;
    }
    boolean message = event instanceof NodeEvent.Delivered || event instanceof NodeEvent.Published;
    if (!message || !node.isHostile()) {
      record.event(nowNanos, node.index(), peerIndex(event), event);
      if (event instanceof NodeEvent.Published published) {
        observations.published(published.message().id());
      }
    }
  }

  /** An exception of the listener is not the node's: the run goes on, and then throws it. */
  private void notifyListener(NodeEvent event, int node) {
    try {
      events.accept(event, node);
    } catch (RuntimeException | AssertionError e) {
      if (listenerFailure == null) {
        listenerFailure = e;
      }
    }
  }

  private void throwListenerFailure() {
    Throwable failure = listenerFailure;
    listenerFailure = null;
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  /** The index of the peer that an event is about; -1 if there is none. */
  private int peerIndex(NodeEvent event) {
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

  /** A separate seed for each part, so that extra draws by one do not affect the others. */
  long seedOf(String part) {
    return stream(part).nextLong();
  }

  private RandomGenerator stream(String part) {
    return RandomStreams.seeded(seed).stream(part);
  }
}
