package dev.gossip.simulation.wire;

import dev.gossip.simulation.region.Regions;
import dev.gossip.simulation.topology.Topology;
import java.util.random.RandomGenerator;

/** The latency between the regions of two nodes. Each node is in a region that is drawn for it. */
final class RegionLatency extends UnplacedLatency {
  private final Regions regions;

  RegionLatency(String name, Regions regions) {
    super(name);
    this.regions = regions;
  }

  @Override
  public Latency place(Topology topology, int nodes, RandomGenerator random) {
    // All identities of a spy are in one region, which is drawn after those of the nodes.
    int[] places = regions.draw(nodes + 1, random);
    return new NamedLatency(
        toString(),
        (from, to, unused) ->
            regions.oneWayNanos(places[Math.min(from, nodes)], places[Math.min(to, nodes)]));
  }
}
