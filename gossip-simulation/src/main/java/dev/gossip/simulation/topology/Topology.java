package dev.gossip.simulation.topology;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Determines which nodes of a network are linked. */
@FunctionalInterface
public interface Topology {

  /**
   * A link between two nodes, by index.
   *
   * @param dialer the node that dials
   * @param dialed the node that is dialed
   */
  record Edge(int dialer, int dialed) {}

  /**
   * The links of a network of this size, each pair at most once, in a defined order.
   *
   * @param nodes how many nodes the network has; must equal {@link #nodes()} if that is not empty
   * @param random the only source of randomness; the same seed gives the same links
   * @throws IllegalArgumentException if the topology has no network of this size; the message is
   *     one sentence
   */
  List<Edge> edges(int nodes, RandomGenerator random);

  /** The number of nodes, if the topology fixes it; otherwise empty. */
  default OptionalInt nodes() {
    return OptionalInt.empty();
  }

  /** What was ignored when it was read from a file, one sentence each; empty if nothing was. */
  default List<String> notices() {
    return List.of();
  }

  /**
   * The numbers that a file gives its links under one name.
   *
   * @param attribute the name
   * @param min the lowest number that is allowed
   * @param max the highest number that is allowed
   * @throws IllegalArgumentException if it is not from a file, or a link of the file has no such
   *     number; the message is one sentence, with file and line
   */
  default LinkValues linkValues(String attribute, double min, double max) {
    throw Topologies.withoutValues();
  }
}
