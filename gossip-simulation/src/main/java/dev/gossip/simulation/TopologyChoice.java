package dev.gossip.simulation;

import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Size and links of a network, as far as they are set; see {@link Simulation#topology}. */
final class TopologyChoice {
  private static final int DEFAULT_NODES = 50;
  private static final int DEFAULT_DEGREE = 8;
  private static final int SIX = 6;

  private OptionalInt nodes = OptionalInt.empty();
  private @Nullable Topology topology;
  private boolean unlinked;

  void nodes(int count) {
    nodes = OptionalInt.of(count);
  }

  void topology(Topology value) {
    topology = value;
  }

  /** The topology gives only the number of nodes. */
  void unlinked() {
    unlinked = true;
  }

  int size() {
    return nodes.orElse(topology == null ? SIX : topology.nodes().orElse(DEFAULT_NODES));
  }

  Topology topology() {
    if (unlinked) {
      return Topologies.unlinked();
    }
    if (topology != null) {
      return topology;
    }
    int size = size();
    return size == SIX
        ? Topologies.six()
        : size <= DEFAULT_DEGREE ? Topologies.complete() : Topologies.randomRegular(DEFAULT_DEGREE);
  }

  static int highestDegree(int size, List<Edge> edges) {
    int[] degrees = new int[size];
    for (Edge edge : edges) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
    return Arrays.stream(degrees).max().orElse(0);
  }
}
