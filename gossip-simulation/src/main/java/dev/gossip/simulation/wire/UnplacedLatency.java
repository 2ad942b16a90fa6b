package dev.gossip.simulation.wire;

import dev.gossip.simulation.topology.Topology;
import java.util.random.RandomGenerator;

/**
 * A latency that depends on where nodes are, which differs from network to network. {@link
 * dev.gossip.simulation.Simulation} places it; other code has to do so before it samples it.
 */
public abstract class UnplacedLatency implements Latency {
  private final String name;

  UnplacedLatency(String name) {
    this.name = name;
  }

  /**
   * The latency of one network.
   *
   * @param nodes how many nodes there are; nodes with higher indices are identities of a spy
   * @param random draws the regions of the nodes: the same seed gives the same ones
   * @throws IllegalArgumentException if the topology does not have what this latency needs
   */
  public abstract Latency place(Topology topology, int nodes, RandomGenerator random);

  @Override
  public final long sampleNanos(int from, int to, RandomGenerator random) {
    throw new IllegalStateException("the latency " + name + " has no network yet; call place");
  }

  /** Its name in reports and on the command line. */
  @Override
  public final String toString() {
    return name;
  }
}
