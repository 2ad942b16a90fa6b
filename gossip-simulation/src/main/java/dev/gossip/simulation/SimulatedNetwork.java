package dev.gossip.simulation;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.simulation.clock.VirtualTime;
import dev.gossip.simulation.spy.Observations;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.trace.NodeChange;
import dev.gossip.simulation.wire.FaultCounters;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.SenderStreams;
import dev.gossip.simulation.wire.SimulatedWire;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;

/**
 * A running network in virtual time. Not thread-safe: one thread drives it. Nothing happens except
 * while a method of the network or of one of its nodes is called.
 *
 * <p>A run ends in {@link RunFailure} if something happens that must not happen in any network: a
 * plugin's bug stopped a node, or a node delivered a message twice, or one that nobody published.
 */
public final class SimulatedNetwork {
  private static final Duration STEP = Duration.ofMillis(100);
  // Small, since a network may have many nodes.
  private static final int INITIAL_TARGETS = 4;

  private final NetworkSpec spec;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<SimulatedNode> spies = new ArrayList<>();
  private final VirtualTime time = new VirtualTime();
  private final MetricTotals metrics = new MetricTotals(nodes);
  private final RunRecord record;
  private final Observations observations;
  private final SimulatedWire wire;
  private final WorkTracker work;
  private final ListenerGuard listener;
  private final NodeOutputs outputs;
  private final LinkCount links;
  private final LiveLinks liveLinks = new LiveLinks(nodes);
  private final NodeStarts starts;
  private final NodeFaults nodeFaults = new NodeFaults(this);

  SimulatedNetwork(NetworkSpec spec) {
    this.spec = spec;
    AttackLog attackLog = new AttackLog(index -> spec.role(index) != NodeRole.HONEST);
    this.record = new RunRecord(spec, attackLog);
    this.observations = new Observations(this::revealed, this::received);
    Faults faults =
        new Faults(
            number -> spec.stream("fault " + number), spec.addresses(), nodeFaults.counters());
    this.wire =
        new SimulatedWire(
            time,
            record.wireLog(),
            spec.wire(),
            faults,
            new SenderStreams(spec.seedOf("latency")),
            new SenderStreams(spec.seedOf("corruption")));
    spec.initialFaults().accept(faults);
    this.work = new WorkTracker(nodes, wire, time);
    this.listener = new ListenerGuard(spec.events());
    this.outputs = new NodeOutputs(time, wire, record, observations, work, listener);
    createNodes();
    this.links = new LinkCount(nodes, spies, spec.edges(), record);
    this.starts = new NodeStarts(this, spec.growth());
    starts.begin(() -> spec.stream("starts"));
    spies.forEach(SimulatedNode::start);
  }

  private void createNodes() {
    List<ArrayList<PeerAddress>> dialTargets = new ArrayList<>();
    NodeFactory factory = new NodeFactory(this, spec, outputs, observations, time);
    for (int i = 0; i < spec.size() + spec.supernode(); i++) {
      NodeRole role = spec.role(i);
      record.allowForged(role == NodeRole.HOSTILE);
      dialTargets.add(new ArrayList<>(INITIAL_TARGETS));
      SimulatedNode node = factory.create(i, dialTargets.get(i));
      (role == NodeRole.SPY ? spies : nodes).add(node);
      outputs.add(node);
    }
    for (Edge edge : spec.edges()) {
      dialTargets.get(edge.dialer()).add(nodes.get(edge.dialed()).address());
    }
    for (SimulatedNode spy : spies) {
      nodes.forEach(node -> dialTargets.get(spy.index()).add(node.address()));
    }
    // Kept as long as the network.
    dialTargets.forEach(ArrayList::trimToSize);
  }

  /** The seed of the run. */
  public long seed() {
    return spec.seed();
  }

  /**
   * The links of the topology. In a network that grows by discovery ({@link Simulation#discovery}),
   * those between running nodes that are up now, each with the node that chose the other as its
   * dialer.
   */
  public List<Edge> edges() {
    return spec.growth() == null ? spec.edges() : liveLinks.edges();
  }

  /** The configuration of the nodes, except for those that a variant changes. */
  public NodeConfig config() {
    return spec.config();
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

  /** The indices of the nodes that {@link Simulation#attack} chose; empty if none attacks. */
  public SortedSet<Integer> attackers() {
    AttackPlan plan = spec.attack();
    return plan == null ? Collections.emptySortedSet() : plan.nodes();
  }

  /** What honest nodes did about the attackers so far; empty if none attacks. */
  public Optional<AttackReport> attackReport() {
    return Optional.ofNullable(spec.attack())
        .map(plan -> record.attackLog().report(plan, spec.size()));
  }

  /** Sends a datagram to a node that seems to come from another one, but does not. */
  public void inject(SimulatedNode claimedFrom, SimulatedNode to, byte[] datagram) {
    outputs.spoof(claimedFrom.index(), claimedFrom.address(), to.address(), datagram);
  }

  /** Whether it records which node reveals messages to which; see {@link Simulation#observing}. */
  public boolean isObserved() {
    return spec.observed();
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
        + spec.seed()
        + ", "
        + nodes.size()
        + " nodes, "
        + (spec.growth() == null ? spec.edges().size() + " links, " : "")
        + spec.options()
        + (spec.attack() == null ? spec.hostileNodes() : ", " + spec.attack())
        + (wire.faults().isEmpty() ? "" : ", faults " + wire.faults().installed());
  }

  // ---- time ----------------------------------------------------------------------------------

  /** Virtual time since the network started. */
  public Duration now() {
    return Duration.ofNanos(time.nowNanos());
  }

  /**
   * Runs the network for a span of virtual time.
   *
   * @param duration zero for what is due now
   * @throws IllegalArgumentException if it is negative, or ends more than 100 years after the start
   */
  public void runFor(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time only goes forward, not by " + TimeText.of(duration));
    }
    time.runUntil(time.endOf(duration), this::failIfBroken);
    failIfBroken();
  }

  /** Schedules an action; it runs when the network has been run for the delay. */
  public void after(Duration delay, Runnable action) {
    time.after(delay, action);
  }

  /**
   * Runs the network until every link between running nodes is up at both ends, and no other link
   * is up. For networks with a topology; see also {@link #runUntilConverged}.
   *
   * @param limit how much virtual time that may take
   * @throws IllegalStateException if it takes longer; the message contains the seed
   */
  public void awaitLinks(Duration limit) {
    if (!runUntil(this::isLinked, limit)) {
      throw new IllegalStateException(
          "not all links are up after " + TimeText.of(limit) + " (" + describe() + ")");
    }
  }

  /**
   * Runs a network that grows by discovery until it {@link #hasConverged}.
   *
   * @param limit how much virtual time that may take
   * @return false if it takes longer
   */
  public boolean runUntilConverged(int outbound, Duration limit) {
    return runUntil(() -> hasConverged(outbound), limit);
  }

  /**
   * Whether all nodes have started, those that run are connected, and each of them has chosen
   * enough peers or is linked with all others.
   *
   * @param outbound how many peers are enough
   */
  public boolean hasConverged(int outbound) {
    return starts.areDone() && liveLinks.haveConverged(outbound);
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
    return runUntil(work::isQuiet, limit);
  }

  private boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = time.endOfLimit(limit);
    while (!condition.getAsBoolean()) {
      if (time.nowNanos() >= end) {
        return false;
      }
      runFor(Duration.ofNanos(Math.min(STEP.toNanos(), end - time.nowNanos())));
    }
    return true;
  }

  /** The work that is pending for messages now. */
  public PendingWork pendingWork() {
    return work.pending();
  }

  private void failIfBroken() {
    listener.rethrow();
    RunFailure.Kind kind = record.failureKind();
    if (kind != null) {
      throw failure(kind, record.failure());
    }
  }

  RunFailure failure(RunFailure.Kind kind, String what) {
    return new RunFailure(kind, what + " (" + describe() + ")");
  }

  // ---- faults --------------------------------------------------------------------------------

  /**
   * Crashes nodes and restarts them without memory, until the churn is stopped. Up and down times
   * are drawn from exponential distributions.
   *
   * @param indices the affected nodes
   */
  public Churn churn(Collection<Integer> indices, Duration meanUp, Duration meanDown) {
    return nodeFaults.churn(
        indices, meanUp, meanDown, spec.stream("churn " + nodeFaults.nextChurn()));
  }

  /** Ends every fault at once; afterwards all nodes run, with right clocks. */
  public void endFaults() {
    nodeFaults.end();
  }

  FaultCounters faultCounters() {
    return nodeFaults.counters();
  }

  /** The faults in force now, and the nodes that are down, as text. */
  public List<String> faultsInForce() {
    return nodeFaults.inForce();
  }

  /** The sum of the nodes' counters, including what crashed nodes had counted by their crash. */
  public SortedMap<String, Long> metrics() {
    return metrics.sum();
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
    return time.pendingEvents();
  }

  private void revealed(MessageId id, int watcher, int from) {
    record
        .message(id)
        .ifPresent(message -> message.observed(new Observation(watcher, from, time.nowNanos())));
  }

  private void received(MessageId id, int node, int from, boolean duplicate) {
    record.recording().received(time.nowNanos(), id, node, from, duplicate);
  }

  /** A node started with this id. */
  void started(SimulatedNode node, PeerId id) {
    if (spec.observed()) {
      observations.identified(id, node.index());
    }
  }

  void crashed(SimulatedNode node, SortedMap<String, Long> lastMetrics) {
    metrics.crashed(lastMetrics);
    record.crashed(time.nowNanos(), node.index());
  }

  void restarted(SimulatedNode node) {
    record.restarted(node.index());
    nodeChanged(node, NodeChange.RESTARTED);
  }

  /** A crashed node was restarted with its state, and with the counters that it had. */
  void restartedKeepingState(SimulatedNode node, SortedMap<String, Long> ownMetrics) {
    metrics.revived(ownMetrics);
    nodeChanged(node, NodeChange.RESTARTED_KEEPING_STATE);
    record.restartedKeepingState(node.index());
  }

  /** A node changed in a way that may give it work. */
  void nodeChanged(SimulatedNode node, NodeChange change) {
    work.worked();
    record.nodeChanged(time.nowNanos(), node.index(), change);
  }

  long seedOf(String part) {
    return spec.seedOf(part);
  }
}
