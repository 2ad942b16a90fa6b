package dev.gossip.simulation;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.plugin.Composition;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.trace.RunEvent;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.WireOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a network is built from.
 *
 * @param options all options except seed, size and faults, for repeating the run
 * @param size how many nodes there are, not counting a supernode
 * @param supernode how many identities the supernode has; 0 for none
 * @param edges the links of the topology; none in a network that grows by discovery
 * @param growth how the network grows by discovery; null for one with the links of a topology
 * @param addresses of the nodes and of the supernode's identities, by index
 * @param config of the nodes, except for those that a variant changes
 * @param compositions of the nodes and of the supernode's identities, by index
 * @param hostile selects the hostile nodes by index
 * @param attack which nodes run an attack of the library; null if none does
 * @param observed whether to record which peer revealed which message to each node first
 * @param initialFaults installs faults before any node starts
 * @param events receives every event of every node but a supernode's
 * @param traceLines receives the readable trace; null for none
 * @param recorder receives everything that happens; null for none
 */
record NetworkSpec(
    long seed,
    String options,
    int size,
    int supernode,
    List<Edge> edges,
    @Nullable Growth growth,
    IntFunction<PeerAddress> addresses,
    NodeConfig config,
    IntFunction<Composition> compositions,
    IntPredicate hostile,
    @Nullable AttackPlan attack,
    boolean observed,
    WireOptions wire,
    Consumer<Faults> initialFaults,
    ObjIntConsumer<NodeEvent> events,
    @Nullable Consumer<String> traceLines,
    @Nullable Consumer<RunEvent> recorder) {

  /**
   * How a network grows by discovery.
   *
   * @param startWindow nodes start at random times within it, the bootstrap nodes at once
   * @param bootstrapNodes how many nodes, from index 0, the others start from
   */
  record Growth(int bootstrapNodes, Duration startWindow) {
    /** How the network of a plan grows; null for one with the links of a topology. */
    static @Nullable Growth of(NetworkPlan plan) {
      return plan.isDiscovered()
          ? new Growth(plan.bootstrapNodes(), plan.get(PlanOptions.START_WINDOW))
          : null;
    }
  }

  /** The wire of a plan, with a latency that knows where the nodes are. */
  static WireOptions wire(NetworkPlan plan) {
    RandomGenerator places = RandomStreams.seeded(plan.seed()).stream("places");
    return plan.wire().placed(plan.get(PlanOptions.TOPOLOGY), plan.nodes(), places);
  }

  /** The largest number of links that a node has. */
  static int highestDegree(int size, List<Edge> edges) {
    int[] degrees = new int[size];
    for (Edge edge : edges) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
    return Arrays.stream(degrees).max().orElse(0);
  }

  /** A separate seed for each part, so that extra draws by one do not affect the others. */
  long seedOf(String part) {
    return stream(part).nextLong();
  }

  /** The random generator of a part of the run. */
  RandomGenerator stream(String part) {
    return RandomStreams.seeded(seed).stream(part);
  }

  /** All options of a plan except seed, size and faults, for repeating the run. */
  static String describe(NetworkPlan plan, NodeCompositions compositions) {
    List<String> all = new ArrayList<>();
    all.add(plan.get(PlanOptions.TOPOLOGY).toString());
    all.add(plan.wire().describe());
    if (plan.isDiscovered()) {
      all.add("started within " + plan.get(PlanOptions.START_WINDOW));
    }
    int supernode = plan.get(PlanOptions.SPIES).supernode();
    if (supernode > 0) {
      all.add("supernode:" + supernode);
    }
    all.addAll(compositions.describe());
    return String.join(", ", all);
  }

  /**
   * Whether some node accepts unsigned messages, so that corruption of a message can go unnoticed.
   */
  boolean isUnsigned() {
    return IntStream.range(0, size)
        .mapToObj(compositions)
        .anyMatch(composition -> composition.signingId().equals("signing.none"));
  }

  /** The hostile nodes, as text for describing the network; empty if there are none. */
  String hostileNodes() {
    List<Integer> nodes =
        IntStream.range(0, size).filter(index -> role(index) == NodeRole.HOSTILE).boxed().toList();
    return nodes.isEmpty() ? "" : ", hostile nodes " + nodes;
  }

  NodeRole role(int index) {
    return index >= size ? NodeRole.SPY : hostile.test(index) ? NodeRole.HOSTILE : NodeRole.HONEST;
  }
}
