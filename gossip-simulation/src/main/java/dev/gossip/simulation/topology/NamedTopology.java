package dev.gossip.simulation.topology;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A topology with a name, which is usually the one on the command line.
 *
 * @param name shown in reports
 */
record NamedTopology(String name, Topology links) implements Topology {
  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    return links.edges(nodes, random);
  }

  @Override
  public OptionalInt nodes() {
    return links.nodes();
  }

  @Override
  public List<String> notices() {
    return links.notices();
  }

  @Override
  public LinkValues linkValues(String attribute, double min, double max) {
    return links.linkValues(attribute, min, max);
  }

  @Override
  public String toString() {
    return name;
  }
}
