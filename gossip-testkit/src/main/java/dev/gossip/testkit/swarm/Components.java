package dev.gossip.testkit.swarm;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;

/** Which nodes of a topology are linked to which, over any way. */
final class Components {
  private final int[] leaders;

  Components(int nodes, List<Edge> edges) {
    leaders = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      leaders[node] = node;
    }
    edges.forEach(edge -> leaders[leader(edge.dialer())] = leader(edge.dialed()));
  }

  private int leader(int node) {
    int at = node;
    while (leaders[at] != at) {
      leaders[at] = leaders[leaders[at]];
      at = leaders[at];
    }
    return at;
  }

  /** All that are linked to a node, itself included. */
  List<Integer> of(int node) {
    List<Integer> linked = new ArrayList<>();
    for (int other = 0; other < leaders.length; other++) {
      if (leader(other) == leader(node)) {
        linked.add(other);
      }
    }
    return linked;
  }
}
