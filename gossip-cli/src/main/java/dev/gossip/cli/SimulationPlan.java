package dev.gossip.cli;

import dev.gossip.core.engine.RandomStreams;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What to simulate, whatever the relay.
 *
 * @param seed of all that is random
 * @param network who is linked, and what happens to datagrams
 * @param conditions what else links, clocks and nodes are like
 * @param spies who notes where messages come from
 * @param down how many nodes crash before the first message
 * @param publishers how many nodes the messages come from, in turn
 * @param messages how many
 * @param payloadBytes of each
 * @param interval between two of them
 * @param limit the most virtual time from the first message on
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

  /** Bound of how much later a datagram comes that is reordered or duplicated; a guess. */
  private static final Duration LATE = Duration.ofMillis(100);

  /**
   * The network.
   *
   * @param topologyText the topology as it was asked for
   * @param latencyText the latency as it was asked for
   * @param loss share of the datagrams
   * @param duplicate share of the datagrams that are not lost
   * @param reorder share of the datagrams that are neither lost nor duplicated
   */
  record Network(
      int nodes,
      String topologyText,
      Topology topology,
      String latencyText,
      Latency latency,
      double loss,
      double duplicate,
      double reorder) {}

  /** The network, with plugins still to be chosen. */
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
    conditions.prepare(simulation);
    return simulation;
  }

  /** The nodes that publish, in turn. */
  List<Integer> origins() {
    return shuffledNodes().subList(0, publishers);
  }

  /** The nodes that crash. From the other end, so that the origins are those without crashes. */
  List<Integer> crashing() {
    return shuffledNodes().subList(network.nodes - down, network.nodes);
  }

  /** The nodes that crash and come back. */
  List<Integer> churning() {
    int end = network.nodes - down;
    return shuffledNodes().subList(end - conditions.churning(), end);
  }

  /** The nodes that spy, of those that stay. */
  List<Integer> spying() {
    int end = network.nodes - down - conditions.churning();
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
