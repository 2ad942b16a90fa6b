package dev.gossip.simulation.topology;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Links that somebody chose, for any number of nodes.
 *
 * @param name its name in reports
 */
record GivenLinks(String name, List<Edge> links) implements Topology {
  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    return links;
  }

  @Override
  public String toString() {
    return name;
  }
}
