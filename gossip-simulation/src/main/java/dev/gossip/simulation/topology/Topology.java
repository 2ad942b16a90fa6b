package dev.gossip.simulation.topology;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Who is a neighbour of whom. */
@FunctionalInterface
public interface Topology {

  /**
   * A link between two nodes, by index.
   *
   * @param dialer the node that dials
   * @param dialed the other
   */
  record Edge(int dialer, int dialed) {}

  /**
   * The links among a number of nodes, each pair at most once, in a defined order.
   *
   * @param nodes how many nodes there are; {@link #nodes()}, if that is not empty
   * @param random the only randomness; the same gives the same links
   * @throws IllegalArgumentException in one sentence, if there is no such network of that many
   *     nodes
   */
  List<Edge> edges(int nodes, RandomGenerator random);

  /** How many nodes this network has; empty if it can be had with different numbers. */
  default OptionalInt nodes() {
    return OptionalInt.empty();
  }

  /** What a user should know about how it was read, a sentence each; empty if all of it counts. */
  default List<String> notices() {
    return List.of();
  }
}
