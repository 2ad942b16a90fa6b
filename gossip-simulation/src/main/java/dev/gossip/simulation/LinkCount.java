package dev.gossip.simulation;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.List;

/** Compares the links that should be up between running nodes with those that are. */
final class LinkCount {
  private final List<SimulatedNode> nodes;
  private final List<SimulatedNode> spies;
  private final List<Edge> edges;
  private final RunRecord record;

  /**
   * @param nodes of the topology, by index
   * @param spies supernode identities, each linked to every node
   * @param record counts the links that are up
   */
  LinkCount(
      List<SimulatedNode> nodes, List<SimulatedNode> spies, List<Edge> edges, RunRecord record) {
    this.nodes = nodes;
    this.spies = spies;
    this.edges = edges;
    this.record = record;
  }

  boolean areAllUp() {
    int[] expected = expected();
    int running = (int) nodes.stream().filter(SimulatedNode::isUp).count();
    return nodes.stream().allMatch(node -> isLinked(node, expected[node.index()], spies.size()))
        && spies.stream().allMatch(spy -> isLinked(spy, running, 0));
  }

  private boolean isLinked(SimulatedNode node, int links, int spyLinks) {
    return !node.isUp()
        || (record.linksUp(node.index()) == links && record.spyLinksUp(node.index()) == spyLinks);
  }

  int notUp() {
    int[] expected = expected();
    long ends = 0;
    for (SimulatedNode node : nodes) {
      if (node.isUp()) {
        ends += Math.max(0, expected[node.index()] - record.linksUp(node.index()));
      }
    }
    return (int) ((ends + 1) / 2);
  }

  int toSpiesNotUp() {
    return nodes.stream()
        .filter(SimulatedNode::isUp)
        .mapToInt(node -> Math.max(0, spies.size() - record.spyLinksUp(node.index())))
        .sum();
  }

  /** For each running node, the number of its topology links to running nodes. */
  private int[] expected() {
    int[] expected = new int[nodes.size()];
    for (Edge edge : edges) {
      if (nodes.get(edge.dialer()).isUp() && nodes.get(edge.dialed()).isUp()) {
        expected[edge.dialer()]++;
        expected[edge.dialed()]++;
      }
    }
    return expected;
  }
}
