package dev.gossip.simulation;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The links of a topology without an object for each, since a network keeps them for the whole run.
 * Immutable.
 */
final class KeptEdges extends AbstractList<Edge> implements RandomAccess {
  // The nodes of link i are at 2i and 2i + 1.
  private final int[] ends;

  private KeptEdges(int[] ends) {
    this.ends = ends;
  }

  static List<Edge> copyOf(List<Edge> edges) {
    int[] ends = new int[2 * edges.size()];
    int next = 0;
    for (Edge edge : edges) {
      ends[next++] = edge.dialer();
      ends[next++] = edge.dialed();
    }
    return new KeptEdges(ends);
  }

  @Override
  public Edge get(int index) {
    return new Edge(ends[2 * index], ends[2 * index + 1]);
  }

  @Override
  public int size() {
    return ends.length / 2;
  }
}
