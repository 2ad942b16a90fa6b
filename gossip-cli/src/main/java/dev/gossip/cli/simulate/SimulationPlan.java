package dev.gossip.cli.simulate;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What to simulate, independent of the relay.
 *
 * @param seed of all random choices
 * @param network the links, and what happens to datagrams
 * @param conditions other properties of links and clocks, and faults
 * @param spies which nodes spy, and how they guess
 * @param down how many nodes crash before the first message
 * @param publishers how many nodes publish, in turn
 * @param messages how many messages are published
 * @param payloadBytes payload size of each message
 * @param interval time between two messages
 * @param limit maximum virtual time from the first message on
 */
record SimulationPlan(
    long seed,
    Network network,
    NetworkConditions conditions,
    SpyPlan spies,
    int down,
    int publishers,
    int messages,
    int payloadBytes,
    Duration interval,
    Duration limit) {

  /** The maximum extra delay of a reordered or duplicated datagram; a guess. */
  private static final Duration LATE = Duration.ofMillis(100);

  /**
   * The network.
   *
   * @param discovery how the nodes find each other; null if the topology links them
   * @param topologyText the topology as the user wrote it
   * @param latencyText the latency as the user wrote it
   * @param loss share of the datagrams that are lost
   * @param duplicate share of the remaining datagrams that are duplicated
   * @param reorder share of the datagrams, neither lost nor duplicated, that are reordered
   */
  record Network(
      int nodes,
      @Nullable DiscoveryPlan discovery,
      String topologyText,
      Topology topology,
      String latencyText,
      Latency latency,
      double loss,
      double duplicate,
      double reorder) {}

  /** Prepares the simulation, except for its plugins. */
  Simulation simulation() {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(network.nodes)
            .topology(network.topology)
            .latency(network.latency)
            .supernode(spies.supernode());
    if (network.loss > 0) {
      simulation.loss(network.loss);
    }
    if (network.duplicate > 0) {
      simulation.faults(faults -> faults.everywhere().share(network.duplicate).duplicate(LATE));
    }
    if (network.reorder > 0) {
      simulation.faults(faults -> faults.everywhere().share(network.reorder).reorder(LATE));
    }
    DiscoveryPlan discovery = network.discovery;
    if (discovery != null) {
      simulation.discovery(DiscoveryPlan.BOOTSTRAP_NODES, discovery.startWindow());
    }
    conditions.prepare(simulation);
    return simulation;
  }

  /** The nodes that publish, in turn. */
  List<Integer> origins() {
    return shuffledNodes().subList(0, publishers);
  }

  /** The nodes that crash, taken from the other end so that the origins do not depend on them. */
  List<Integer> crashNodes() {
    return shuffledNodes().subList(network.nodes - down, network.nodes);
  }

  /** The nodes that crash and restart repeatedly. */
  List<Integer> churnNodes() {
    int end = network.nodes - down;
    return shuffledNodes().subList(end - conditions.churnNodeCount(), end);
  }

  /** The nodes that spy, among those that do not crash. */
  List<Integer> spyNodes() {
    int end = network.nodes - down - conditions.churnNodeCount();
    return shuffledNodes().subList(end - spies.nodes(), end);
  }

  private List<Integer> shuffledNodes() {
    RandomGenerator random = RandomStreams.seeded(seed).stream("roles");
    List<Integer> nodes = new ArrayList<>();
    for (int i = 0; i < network.nodes; i++) {
      nodes.add(i);
      Collections.swap(nodes, i, random.nextInt(i + 1));
    }
    return nodes;
  }
}
