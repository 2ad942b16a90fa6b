package dev.gossip.testkit.swarm;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;

/** The connected components of a topology. */
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

  /** All nodes in the component of a node, including itself. */
  List<Integer> of(int node) {
    List<Integer> component = new ArrayList<>();
    for (int other = 0; other < leaders.length; other++) {
      if (leader(other) == leader(node)) {
        component.add(other);
      }
    }
    return component;
  }
}
