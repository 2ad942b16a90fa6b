package dev.gossip.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Nodes that crash and come back without memory, each in its own time, until {@link #stop}. */
public final class Churn {
  private final SimulatedNetwork network;
  private final long meanUpNanos;
  private final long meanDownNanos;
  private final RandomGenerator random;
  private boolean stopped;

  Churn(SimulatedNetwork network, Duration meanUp, Duration meanDown, RandomGenerator random) {
    this.network = network;
    this.meanUpNanos = positive(meanUp);
    this.meanDownNanos = positive(meanDown);
    this.random = random;
  }

  void add(SimulatedNode node) {
    network.after(exponential(meanUpNanos), () -> crash(node));
  }

  /** Ends it. Nodes that are down still come back. */
  public void stop() {
    stopped = true;
  }

  private void crash(SimulatedNode node) {
    if (stopped) {
      return;
    }
    if (node.isUp()) {
      node.crash();
      network.after(exponential(meanDownNanos), () -> restart(node));
    } else {
      add(node);
    }
  }

  private void restart(SimulatedNode node) {
    if (node.isDown()) {
      node.restart();
    }
    if (!stopped) {
      add(node);
    }
  }

  private Duration exponential(long meanNanos) {
    // Strict, so that every processor and JVM gives the same bits.
    return Duration.ofNanos(
        Math.round(-StrictMath.log(1 - random.nextDouble()) * (double) meanNanos));
  }

  private static long positive(Duration mean) {
    if (mean.isNegative() || mean.isZero()) {
      throw new IllegalArgumentException("a mean time is above zero, not " + mean);
    }
    return mean.toNanos();
  }
}
