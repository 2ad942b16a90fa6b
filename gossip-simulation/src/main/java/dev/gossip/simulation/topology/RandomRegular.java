package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A random graph in which all nodes have the same degree. Every node has as many stubs as its
 * degree, and two random stubs at a time are joined (Steger and Wormald, "Generating random regular
 * graphs quickly", 1999). As long as the degree is small compared with the number of nodes, all
 * such graphs are about equally likely.
 *
 * <p>JGraphT's generator is not used. It takes the links from a hash set whose order depends on
 * identity hash codes, so the same seed gives another order each time. It is also slow for dense
 * graphs: 44 s for 100 nodes with 90 neighbours each, over a minute with 97.
 */
record RandomRegular(int degree) implements Topology {

  RandomRegular {
    Topologies.require(degree >= 1, "a node needs at least one neighbour, not " + degree);
  }

  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    Topologies.require(
        degree < nodes && (long) degree * nodes % 2 == 0,
        "there is no graph of "
            + nodes
            + " nodes with "
            + degree
            + " neighbours each; use more nodes than neighbours, and make one of both numbers even");
    Topologies.requireFewLinks(0.5 * degree * nodes);
    List<Edge> edges = new ArrayList<>();
    for (Edge pair : pairs(nodes, random)) {
      edges.add(Topologies.withRandomDialer(pair.dialer(), pair.dialed(), random));
    }
    return edges;
  }

  private Set<Edge> pairs(int nodes, RandomGenerator random) {
    int absent = nodes - 1 - degree;
    if (degree <= absent) {
      return join(nodes, degree, random);
    }
    // In a dense graph the last stubs hardly ever fit, so the missing links are drawn instead.
    Set<Edge> gaps = join(nodes, absent, random);
    Set<Edge> pairs = new LinkedHashSet<>();
    for (int low = 0; low < nodes; low++) {
      for (int high = low + 1; high < nodes; high++) {
        Edge pair = new Edge(low, high);
        if (!gaps.contains(pair)) {
          pairs.add(pair);
        }
      }
    }
    return pairs;
  }

  /** Random pairs, the lower node first, in the order in which they were drawn. */
  private static Set<Edge> join(int nodes, int degree, RandomGenerator random) {
    Set<Edge> pairs;
    do {
      pairs = tryToJoin(nodes, degree, random);
    } while (pairs.size() < nodes * degree / 2);
    return pairs;
  }

  /** All pairs, or fewer if the last stubs belong to nodes that are already linked. */
  private static Set<Edge> tryToJoin(int nodes, int degree, RandomGenerator random) {
    int[] stubs = new int[nodes * degree];
    for (int i = 0; i < stubs.length; i++) {
      stubs[i] = i / degree;
    }
    Set<Edge> pairs = new LinkedHashSet<>();
    int left = stubs.length;
    int misses = 0;
    while (left > 0) {
      int one = random.nextInt(left);
      int other = random.nextInt(left);
      if (stubs[one] != stubs[other] && pairs.add(pair(stubs[one], stubs[other]))) {
        stubs[Math.max(one, other)] = stubs[--left];
        stubs[Math.min(one, other)] = stubs[--left];
        misses = 0;
      } else if (++misses >= left) {
        if (!canContinue(stubs, left, pairs)) {
          break;
        }
        misses = 0;
      }
    }
    return pairs;
  }

  private static boolean canContinue(int[] stubs, int left, Set<Edge> pairs) {
    for (int one = 0; one < left; one++) {
      for (int other = 0; other < one; other++) {
        if (stubs[one] != stubs[other] && !pairs.contains(pair(stubs[one], stubs[other]))) {
          return true;
        }
      }
    }
    return false;
  }

  private static Edge pair(int one, int other) {
    return new Edge(Math.min(one, other), Math.max(one, other));
  }

  @Override
  public String toString() {
    return "random-regular:" + degree;
  }
}
