package dev.gossip.report;

import dev.gossip.simulation.MessageRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which node got a message from which, as a tree: gives each node a direction from the origin. */
final class SpreadTree {
  private static final int TURN = 3_600;

  private final List<List<Integer>> children;
  private final int[] angles;

  /** The directions of all nodes, in tenths of a degree. */
  static int[] angles(MessageRecord message, int nodes) {
    SpreadTree tree = new SpreadTree(nodes);
    tree.place(message);
    return tree.angles;
  }

  private SpreadTree(int nodes) {
    this.children = new ArrayList<>(Collections.nCopies(nodes, List.of()));
    this.angles = new int[nodes];
  }

  private void place(MessageRecord message) {
    int nodes = angles.length;
    for (int node = 0; node < nodes; node++) {
      int parent = message.parent(node);
      if (parent >= 0) {
        if (children.get(parent).isEmpty()) {
          children.set(parent, new ArrayList<>(2));
        }
        children.get(parent).add(node);
      }
      // For nodes that it did not reach, or whose way is unknown.
      angles[node] = (int) ((long) node * TURN / nodes);
    }
    boolean[] visited = new boolean[nodes];
    List<Integer> order = new ArrayList<>(List.of(message.origin()));
    visited[message.origin()] = true;
    for (int i = 0; i < order.size(); i++) {
      for (int child : children.get(order.get(i))) {
        if (!visited[child]) {
          visited[child] = true;
          order.add(child);
        }
      }
    }
    int[] leaves = new int[nodes];
    for (int i = order.size() - 1; i >= 0; i--) {
      int node = order.get(i);
      leaves[node] = Math.max(1, leaves[node]);
      int parent = message.parent(node);
      if (i > 0) {
        leaves[parent] += leaves[node];
      }
    }
    double[] begins = new double[nodes];
    for (int node : order) {
      double at = begins[node];
      angles[node] =
          (int) ((at + leaves[node] / 2.0) * TURN / Math.max(1, leaves[message.origin()]));
      for (int child : children.get(node)) {
        begins[child] = at;
        at += leaves[child];
      }
    }
  }
}
