package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network with a fixed number of nodes.
 *
 * @param name its name in reports and error messages
 * @param size how many nodes it has
 * @param links its links, each pair at most once
 * @param notices what was ignored when it was read
 * @param values the numbers that a file gives the links; null if it is not from a file
 */
record FixedTopology(
    String name, int size, List<Link> links, List<String> notices, @Nullable FileValues values)
    implements Topology {

  /**
   * A link.
   *
   * @param edge the two nodes
   * @param directed whether the dialer is known; otherwise it is drawn at random
   */
  record Link(Edge edge, boolean directed) {}

  @Override
  public OptionalInt nodes() {
    return OptionalInt.of(size);
  }

  @Override
  public List<Edge> edges(int nodes, RandomGenerator random) {
    Topologies.require(
        nodes == size,
        name
            + " has "
            + size
            + " nodes, not "
            + nodes
            + "; ask for "
            + size
            + " nodes, or for another topology");
    List<Edge> edges = new ArrayList<>();
    for (Link link : links) {
      Edge edge = link.edge();
      edges.add(
          link.directed()
              ? edge
              : Topologies.withRandomDialer(edge.dialer(), edge.dialed(), random));
    }
    return edges;
  }

  @Override
  public LinkValues linkValues(String attribute, double min, double max) {
    if (values == null) {
      throw Topologies.withoutValues();
    }
    return values.of(attribute, links, min, max);
  }

  @Override
  public String toString() {
    return name;
  }
}
