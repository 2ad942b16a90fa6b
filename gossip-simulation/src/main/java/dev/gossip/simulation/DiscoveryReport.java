package dev.gossip.simulation;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.topology.GraphMeasures;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * The shape of a network that grew by discovery, next to that of a random one.
 *
 * @param minOutbound how many peers the running node with the fewest of them chose
 * @param meanOutbound the mean over running nodes of the peers that a node chose
 * @param maxOutbound how many peers the running node with the most of them chose
 * @param network the running nodes and their links
 * @param random a network with as many nodes, and as many links between pairs that are drawn at
 *     random
 */
public record DiscoveryReport(
    int minOutbound,
    double meanOutbound,
    int maxOutbound,
    GraphMeasures network,
    GraphMeasures random) {

  /** Measures a network now. */
  public static DiscoveryReport of(SimulatedNetwork network) {
    List<SimulatedNode> running = network.nodes().stream().filter(SimulatedNode::isUp).toList();
    IntSummaryStatistics outbound =
        running.stream().mapToInt(SimulatedNode::outboundPeers).summaryStatistics();
    GraphMeasures measured =
        GraphMeasures.of(
            network.nodes().size(), network.edges(), index -> network.node(index).isUp());
    return new DiscoveryReport(
        running.isEmpty() ? 0 : outbound.getMin(),
        outbound.getAverage(),
        running.isEmpty() ? 0 : outbound.getMax(),
        measured,
        random(measured, network.seed()));
  }

  private static GraphMeasures random(GraphMeasures measured, long seed) {
    if (measured.nodes() == 0) {
      return measured;
    }
    List<Edge> edges =
        Topologies.randomLinks(measured.links())
            .edges(measured.nodes(), RandomStreams.seeded(seed).stream("random links"));
    return GraphMeasures.of(measured.nodes(), edges, index -> true);
  }
}
