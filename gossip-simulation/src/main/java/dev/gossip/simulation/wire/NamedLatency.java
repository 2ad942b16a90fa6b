package dev.gossip.simulation.wire;

import java.util.random.RandomGenerator;

/**
 * A latency with a name.
 *
 * @param name its name in reports
 */
record NamedLatency(String name, Latency latency) implements Latency {
  @Override
  public long sampleNanos(int from, int to, RandomGenerator random) {
    return latency.sampleNanos(from, to, random);
  }

  @Override
  public String toString() {
    return name;
  }
}
