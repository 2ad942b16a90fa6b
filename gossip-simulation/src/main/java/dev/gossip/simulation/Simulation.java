package dev.gossip.simulation;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.validation.MessageValidator;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.CheckedPlugins;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.plan.Variant;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.trace.RunEvent;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.LinkSpeed;
import dev.gossip.simulation.wire.WireOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a simulated network.
 *
 * <pre>{@code
 * SimulatedNetwork net =
 *     Simulation.seeded(42).nodes(50).topology(Topologies.randomRegular(8)).start();
 * net.awaitLinks(Duration.ofSeconds(5));
 * MessageId id = net.node(0).publish("hello");
 * net.runFor(Duration.ofSeconds(10));
 * net.coverage(id);
 * }</pre>
 */
public final class Simulation {
  /** The origin of settings in error messages. */
  private static final String ORIGIN = "the simulation's builder";

  private final NetworkPlan.Builder plan;
  private boolean observed;
  private @Nullable Consumer<String> traceLines;
  private @Nullable Consumer<RunEvent> recorder;
  private ObjIntConsumer<NodeEvent> events = (event, node) -> {};

  private Simulation(NetworkPlan.Builder plan) {
    this.plan = plan;
  }

  /** Starts building. All randomness of the run is derived from the seed. */
  public static Simulation seeded(long seed) {
    return new Simulation(NetworkPlan.seeded(seed));
  }

  /** Starts building from a plan, which may be refined. */
  public static Simulation of(NetworkPlan plan) {
    return new Simulation(plan.toBuilder());
  }

  /**
   * Sets the number of nodes. By default it is the number that the topology fixes, 50 if the
   * topology fixes none, and 6 if no topology is set either.
   */
  public Simulation nodes(int count) {
    plan.nodes(count);
    return this;
  }

  /**
   * Sets which nodes are linked. By default it is the six-node network for 6 nodes, the complete
   * graph for up to 8 nodes, and otherwise a random 8-regular graph.
   */
  public Simulation topology(Topology value) {
    plan.topology(value);
    return this;
  }

  /**
   * Lets the nodes find each other instead of linking them by a topology: each starts with nothing
   * but the addresses of the bootstrap nodes, in {@code gossip.seeds}. Needs a discovery and a
   * membership on the class path; with seeds the defaults are {@code discovery.bootstrap} and
   * {@code membership.outbound}.
   *
   * @param bootstrapNodes how many nodes the others start from; those with the lowest indices
   * @param startWindow the other nodes start at random times within it; zero for all at once
   * @throws IllegalArgumentException if there is no bootstrap node, or the window is negative
   */
  public Simulation discovery(int bootstrapNodes, Duration startWindow) {
    plan.discovery(bootstrapNodes, startWindow);
    return this;
  }

  /**
   * Sets the addresses of the nodes, and of a supernode's identities, by index. By default they are
   * private ones (10.0.0.0/8), to which the rules for groups of public addresses do not apply.
   *
   * @param value gives each index a different IP address, and always the same
   */
  public Simulation addresses(IntFunction<PeerAddress> value) {
    plan.addresses(value);
    return this;
  }

  // ---- the wire ------------------------------------------------------------------------------

  /** Sets the latency of datagrams; by default uniform from 10 to 100 ms. */
  public Simulation latency(Latency value) {
    plan.latency(value);
    return this;
  }

  /**
   * Limits the bandwidth of each direction of each link; unlimited by default.
   *
   * @param linkBytesPerSecond the bandwidth of one direction of one link
   * @param linkQueueBytes the size of its queue; datagrams that do not fit are lost
   * @throws IllegalArgumentException unless both are above zero
   */
  public Simulation bandwidth(long linkBytesPerSecond, int linkQueueBytes) {
    new LinkSpeed(linkBytesPerSecond, linkQueueBytes);
    plan.bandwidth(linkBytesPerSecond, linkQueueBytes);
    return this;
  }

  /**
   * Sets the MTU of the interfaces of all nodes, which they know; by default that of Ethernet.
   *
   * @param bytes the largest IP packet, in bytes: 1,500 leave 1,472 for an IPv4 datagram
   * @throws IllegalArgumentException if IPv4 allows no such packet
   */
  public Simulation interfaceMtu(int bytes) {
    WireOptions.requireMtu(bytes);
    plan.set(PlanOptions.INTERFACE_MTU, bytes);
    return this;
  }

  /**
   * Sets the size of the largest datagram that arrives, in bytes, which the nodes do not know; by
   * default all that their interfaces take.
   */
  public Simulation mtu(int datagramBytes) {
    plan.mtu(datagramBytes);
    return this;
  }

  /** Installs faults from the start, also while links come up. Repeated calls add up. */
  public Simulation faults(Consumer<Faults> install) {
    plan.faults(install);
    return this;
  }

  /**
   * Loses a share of the datagrams from the start.
   *
   * @param share from 0 to 1
   */
  public Simulation loss(double share) {
    plan.loss(share);
    return this;
  }

  // ---- the nodes -----------------------------------------------------------------------------

  /** Sets the relay strategy, by id or short form. */
  public Simulation relay(String id) {
    plan.relay(id);
    return this;
  }

  /** Uses a plugin that is not registered, for the plugin kind that its id begins with. */
  public Simulation with(GossipPlugin plugin) {
    plan.with(plugin);
    return this;
  }

  /**
   * Gives some nodes other settings or plugins, such as a hostile plugin with the id of an honest
   * one. May be called repeatedly; the first variant that matches a node applies.
   *
   * @param which selects nodes by index
   */
  public Simulation variant(IntPredicate which, Consumer<Variant> changes) {
    plan.variant(which, changes);
    return this;
  }

  /** Sets where plugins are looked up by id; on the class path by default. */
  public Simulation catalog(PluginCatalog value) {
    plan.catalog(value);
    return this;
  }

  /** Sets one value, such as {@code gossip.lifetime}. */
  public Simulation set(String path, String value) {
    return set(path, value, ORIGIN);
  }

  /** Sets one value that comes from an origin such as {@code --set}, which errors name. */
  public Simulation set(String path, String value, String origin) {
    plan.set(path, value, origin);
    return this;
  }

  /**
   * Reads settings from a HOCON file. Its {@code listen} and {@code peers} are ignored: the
   * topology determines the links.
   */
  public Simulation file(Path file) {
    plan.file(file);
    return this;
  }

  /**
   * Makes some nodes hostile. What they publish and deliver is not recorded. If an honest node
   * delivers a message that no honest node published, {@link RunRecord#forged} counts it instead of
   * failing the run.
   *
   * @param which selects nodes by index
   */
  public Simulation hostile(IntPredicate which, Consumer<Variant> changes) {
    plan.hostile(which, changes);
    return this;
  }

  /**
   * Lets a share of the nodes, drawn at random, attack the others. The honest nodes stay connected,
   * each with at least three honest peers, unless they find each other by discovery. Attackers are
   * hostile nodes, as {@link #hostile} says, unless the kind is honest.
   *
   * @param share above 0 and below 1; at least one node attacks
   * @see SimulatedNetwork#attackReport
   */
  public Simulation attack(double share, AttackKind kind) {
    AttackPlan.requireShare(share);
    plan.attack(share, kind).attackedAsSet();
    return this;
  }

  /** Lets certain nodes attack the others. Whether these stay connected is up to the caller. */
  public Simulation attack(Collection<Integer> attackers, AttackKind kind) {
    plan.attack(attackers, kind).attackedAsSet();
    return this;
  }

  /**
   * The indices of the nodes that will attack; the same as {@link SimulatedNetwork#attackers}.
   *
   * @throws IllegalArgumentException if the topology has no suitable ones
   */
  public SortedSet<Integer> attackers() {
    NetworkPlan network = plan.build();
    AttackPlan attack = AttackPlan.of(network, network.edges());
    return attack == null ? Collections.emptySortedSet() : attack.nodes();
  }

  /**
   * Adds a supernode: a spy with several identities, each linked to every node. It answers
   * requests, passes nothing on, and records which node revealed which message to it, and when. The
   * indices of its identities follow those of the nodes. Their traffic is not counted in {@link
   * RunReport}; see {@link SimulatedNetwork#supernode}.
   *
   * @param identities how many links it has to each node; 0 for no supernode
   */
  public Simulation supernode(int identities) {
    plan.supernode(identities);
    return this;
  }

  /**
   * Records at every node which peer first revealed each message to it, so that nodes can be
   * treated as spies after the run. Does not change the run, but takes time and memory. A supernode
   * does it by itself.
   *
   * @see MessageRecord#observations
   */
  public Simulation observing() {
    observed = true;
    return this;
  }

  /** Adds the application's validator for the messages of a topic, at every node. */
  public Simulation validate(String topic, MessageValidator validator) {
    plan.validate(topic, validator);
    return this;
  }

  /** Reports every event of every node, including hostile ones, with the node's index. */
  public Simulation events(ObjIntConsumer<NodeEvent> listener) {
    events = listener;
    return this;
  }

  /** Writes a readable trace, one line per datagram or event. Slow; the format may change. */
  public Simulation trace(Consumer<String> lines) {
    traceLines = lines;
    return this;
  }

  /** Reports everything that happens in the run, frame by frame, which does not affect it. Slow. */
  public Simulation record(Consumer<RunEvent> listener) {
    recorder = recorder == null ? listener : recorder.andThen(listener);
    return this;
  }

  /**
   * Checks settings and plugins as {@link #start} does, without starting any node.
   *
   * @return the configuration of the nodes
   * @throws IllegalArgumentException if a setting or a combination of plugins is invalid
   */
  public NodeConfig check() {
    NodeCompositions compositions = new NodeCompositions(plan.build());
    compositions.byNode(0);
    return compositions.config(0);
  }

  /**
   * The same as {@link #check()} for many plans without variants, which takes less time for plugins
   * whose settings were checked before.
   *
   * @param checked remembers what was checked
   * @throws IllegalArgumentException if a setting or a combination of plugins is invalid
   */
  public NodeConfig check(CheckedPlugins checked) {
    return new NodeCompositions(plan.build()).check(checked);
  }

  /**
   * Starts all nodes; they begin to link up. If the transport's default {@code max-links} is lower
   * than the topology needs, it is raised; a value that is set stays. With {@link #discovery} the
   * topology gives only the number of nodes.
   *
   * @throws IllegalArgumentException if the topology has no network of this size, or a setting or a
   *     combination of plugins is invalid
   */
  public SimulatedNetwork start() {
    NetworkPlan network = plan.build();
    int supernode = network.get(PlanOptions.SPIES).supernode();
    List<Edge> edges = KeptEdges.copyOf(network.edges());
    AttackPlan attack = AttackPlan.of(network, edges);
    NodeCompositions compositions = new NodeCompositions(network);
    int neededLinks = NetworkSpec.highestDegree(network.nodes(), edges) + supernode;
    IntPredicate hostile = network::isHostile;
    SimulatedNetwork started =
        new SimulatedNetwork(
            new NetworkSpec(
                network.seed(),
                NetworkSpec.describe(network, compositions),
                network.nodes(),
                supernode,
                edges,
                NetworkSpec.Growth.of(network),
                network.addresses(),
                compositions.config(neededLinks),
                compositions.byIndex(network.nodes(), supernode, neededLinks),
                attack == null ? hostile : hostile.or(attack::isHostile),
                attack,
                observed || recorder != null || !network.get(PlanOptions.SPIES).isNone(),
                NetworkSpec.wire(network),
                network::installFaults,
                events,
                traceLines,
                recorder));
    Clocks.set(started, network);
    return started;
  }

  /** The plan, as refined so far. */
  public NetworkPlan plan() {
    return plan.build();
  }
}
