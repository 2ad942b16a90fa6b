package dev.gossip.simulation.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network in which only some nodes can be dialed. Every node dials the same number of them, and
 * no pair has two links. The reachable nodes have the lowest indices.
 *
 * @param outbound how many nodes each node dials
 * @param reachable how many nodes can be dialed
 */
record ReachableOutbound(int outbound, int reachable) implements Topology {
  // The others that a node can still dial are nearly always more than half.
  private static final int MAX_DRAWS = 1_000_000;

  ReachableOutbound {
    Topologies.require(outbound >= 1, "a node must dial at least one other, not " + outbound);
    // So that a reachable node finds enough others that have not dialed it.
    Topologies.require(
        reachable > 4L * outbound,
        "more than "
            + 4L * outbound
            + " nodes must be reachable if each node dials "
            + outbound
            + ", not "
            + reachable);
  }

  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    Topologies.require(
        nodes >= reachable,
        reachable + " reachable nodes are more than the " + nodes + " nodes; use fewer of them");
    Topologies.requireFewLinks((double) nodes * outbound);
    int[][] dialed = new int[nodes][outbound];
    List<Edge> edges = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      for (int count = 0; count < outbound; count++) {
        int other = unlinked(node, count, dialed, random);
        dialed[node][count] = other;
        edges.add(new Edge(node, other));
      }
    }
    return edges;
  }

  private int unlinked(int node, int count, int[][] dialed, RandomGenerator random) {
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      int other = random.nextInt(reachable);
      if (other != node
          && !contains(dialed[node], count, other)
          && !(other < node && contains(dialed[other], outbound, node))) {
        return other;
      }
    }
    throw new IllegalArgumentException(
        "node " + node + " finds no further node to dial; let more nodes be reachable");
  }

  private static boolean contains(int[] dialed, int count, int node) {
    for (int i = 0; i < count; i++) {
      if (dialed[i] == node) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "reachable-outbound:" + outbound + ":" + reachable;
  }
}
