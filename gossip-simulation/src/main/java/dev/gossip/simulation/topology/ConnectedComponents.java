package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The connected components of a network.
 *
 * @param count how many there are
 * @param largest how many nodes the largest one has
 */
public record ConnectedComponents(int count, int largest) {

  /**
   * Finds the components among some of the nodes.
   *
   * @param nodes how many nodes the network has
   * @param counts which nodes count; a link counts if both its ends do
   */
  public static ConnectedComponents of(int nodes, List<Edge> edges, IntPredicate counts) {
    int[] parents = new int[nodes];
    Arrays.setAll(parents, node -> node);
    for (Edge edge : edges) {
      if (counts.test(edge.dialer()) && counts.test(edge.dialed())) {
        parents[root(parents, edge.dialer())] = root(parents, edge.dialed());
      }
    }
    int[] sizes = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      if (counts.test(node)) {
        sizes[root(parents, node)]++;
      }
    }
    return new ConnectedComponents(
        (int) Arrays.stream(sizes).filter(size -> size > 0).count(),
        Arrays.stream(sizes).max().orElse(0));
  }

  private static int root(int[] parents, int node) {
    int at = node;
    while (parents[at] != at) {
      // Path halving: shortens the next search.
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
