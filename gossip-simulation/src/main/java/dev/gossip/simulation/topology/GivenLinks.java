package dev.gossip.simulation.topology;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Links that somebody chose, for any number of nodes that has all that they name.
 *
 * @param name its name in reports
 * @param named the number of nodes up to the last one that has a link
 */
record GivenLinks(String name, List<Edge> links, int named) implements Topology {
  /**
   * Checks links.
   *
   * @throws IllegalArgumentException if they are not those of a network
   */
  static GivenLinks of(String name, List<Edge> links) {
    Set<Edge> pairs = new HashSet<>();
    int named = 0;
    for (Edge edge : links) {
      int low = Math.min(edge.dialer(), edge.dialed());
      int high = Math.max(edge.dialer(), edge.dialed());
      String link = "the link from " + edge.dialer() + " to " + edge.dialed() + " of '" + name;
      Topologies.require(low >= 0, link + "' names a node below 0; nodes are numbered from 0");
      Topologies.require(low != high, link + "' leads a node to itself; remove it");
      Topologies.require(
          pairs.add(new Edge(low, high)), link + "' is of a pair that has one already; remove it");
      named = Math.max(named, high + 1);
    }
    return new GivenLinks(name, List.copyOf(links), named);
  }

  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    Topologies.require(
        nodes >= named,
        "'" + name + "' has a link of node " + (named - 1) + ", and there are " + nodes + " nodes");
    return links;
  }

  @Override
  public String toString() {
    return name;
  }
}
