package dev.gossip.simulation.topology;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A topology that is called as one writes it on a command line.
 *
 * @param name shown in reports
 */
record NamedTopology(String name, Topology links) implements Topology {
  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    return links.edges(nodes, random);
  }

  @Override
  public String toString() {
    return name;
  }
}
