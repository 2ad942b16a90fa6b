package dev.gossip.simulation.topology;

import java.util.List;
import java.util.random.RandomGenerator;

/** Who is a neighbour of whom. */
@FunctionalInterface
public interface Topology {

  /**
   * A link between two nodes, by index.
   *
   * @param chooser the node that dials
   * @param chosen the other
   */
  record Edge(int chooser, int chosen) {}

  /**
   * The links among a number of nodes, each pair at most once, in a defined order.
   *
   * @param random the only randomness; the same gives the same links
   * @throws IllegalArgumentException if there is no such network of that many nodes
   */
  List<Edge> edges(int nodes, RandomGenerator random);
}
