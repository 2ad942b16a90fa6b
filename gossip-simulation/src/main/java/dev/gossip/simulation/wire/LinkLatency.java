package dev.gossip.simulation.wire;

import dev.gossip.simulation.topology.LinkValues;
import dev.gossip.simulation.topology.Topology;
import java.util.random.RandomGenerator;

/**
 * The latency that the topology gives each link, in milliseconds. Two nodes without a link, such as
 * a spy and a node, have the median of all links.
 */
final class LinkLatency extends UnplacedLatency {
  private static final double MAX_MILLIS = MAX_NANOS / 1e6;

  private final String attribute;

  LinkLatency(String name, String attribute) {
    super(name);
    this.attribute = attribute;
  }

  @Override
  public Latency place(Topology topology, int nodes, RandomGenerator random) {
    LinkValues millis = topology.linkValues(attribute, 0, MAX_MILLIS);
    double median = millis.median();
    return new NamedLatency(
        toString(), (from, to, unused) -> Math.round(millis.of(from, to).orElse(median) * 1e6));
  }
}
