package dev.gossip.report;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Which nodes a page shows: all of them, or of a large network those around one node. */
final class ShownNodes {
  static final int MAX = 10_000;

  private static final int NOT_SHOWN = -1;

  private final int[] positions;
  private final int[] indices;

  private ShownNodes(int[] positions, int[] indices) {
    this.positions = positions;
    this.indices = indices;
  }

  static ShownNodes around(int centre, int nodes, List<Edge> edges) {
    int[] positions = new int[nodes];
    Arrays.fill(positions, NOT_SHOWN);
    if (nodes <= MAX) {
      Arrays.setAll(positions, index -> index);
      return new ShownNodes(positions, positions);
    }
    List<List<Integer>> linked = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      linked.add(new ArrayList<>(0));
    }
    for (Edge edge : edges) {
      linked.get(edge.dialer()).add(edge.dialed());
      linked.get(edge.dialed()).add(edge.dialer());
    }
    int[] indices = new int[MAX];
    int shown = 0;
    Deque<Integer> next = new ArrayDeque<>(List.of(centre));
    positions[centre] = shown;
    indices[shown++] = centre;
    while (!next.isEmpty()) {
      for (int node : linked.get(next.remove())) {
        if (positions[node] == NOT_SHOWN && shown < MAX) {
          positions[node] = shown;
          indices[shown++] = node;
          next.add(node);
        }
      }
    }
    return new ShownNodes(positions, Arrays.copyOf(indices, shown));
  }

  int count() {
    return indices.length;
  }

  /** The indices of the nodes, in the order of their positions. */
  int[] indices() {
    return indices;
  }

  boolean isShown(int node) {
    return node >= 0 && node < positions.length && positions[node] != NOT_SHOWN;
  }

  /** The position of a node among those that are shown; -1 if it is not. */
  int position(int node) {
    return isShown(node) ? positions[node] : NOT_SHOWN;
  }
}
