package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Draws networks of the model G(n, m). */
final class RandomLinks {
  private RandomLinks() {}

  /**
   * Draws a number of pairs, each set of pairs with equal chances, in time that does not depend on
   * how many pairs there are: Floyd's algorithm, from Bentley, "A sample of brilliance", 1987.
   */
  static List<Edge> of(int nodes, int count, RandomGenerator random) {
    long pairs = (long) nodes * (nodes - 1) / 2;
    Topologies.require(
        count >= 0 && count <= pairs,
        nodes + " nodes have " + pairs + " pairs, so not " + count + " links");
    TreeSet<Long> drawn = new TreeSet<>();
    for (long last = pairs - count; last < pairs; last++) {
      long pair = random.nextLong(last + 1);
      if (!drawn.add(pair)) {
        drawn.add(last);
      }
    }
    List<Edge> edges = new ArrayList<>();
    int high = 1;
    for (long pair : drawn) {
      // The pairs of a node with all lower ones follow those of the node before it.
      while (pair >= (long) high * (high + 1) / 2) {
        high++;
      }
      int low = (int) (pair - (long) high * (high - 1) / 2);
      edges.add(Topologies.withRandomDialer(low, high, random));
    }
    return edges;
  }
}
