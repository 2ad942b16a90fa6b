package dev.gossip.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Crashes nodes and restarts them without memory, until {@link #stop}. Up and down times are drawn
 * per node from exponential distributions.
 */
public final class Churn {
  private final SimulatedNetwork network;
  private final long meanUpNanos;
  private final long meanDownNanos;
  private final RandomGenerator random;
  private boolean stopped;

  Churn(SimulatedNetwork network, Duration meanUp, Duration meanDown, RandomGenerator random) {
    this.network = network;
    this.meanUpNanos = positiveNanos(meanUp);
    this.meanDownNanos = positiveNanos(meanDown);
    this.random = random;
  }

  void scheduleCrash(SimulatedNode node) {
    network.after(exponential(meanUpNanos), () -> crash(node));
  }

  /** Stops crashing nodes. Nodes that are down are still restarted. */
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
      scheduleCrash(node);
    }
  }

  private void restart(SimulatedNode node) {
    if (node.isDown()) {
      node.restart();
    }
    if (!stopped) {
      scheduleCrash(node);
    }
  }

  private Duration exponential(long meanNanos) {
    // StrictMath gives the same bits on every processor and JVM.
    return Duration.ofNanos(
        Math.round(-StrictMath.log(1 - random.nextDouble()) * (double) meanNanos));
  }

  private static long positiveNanos(Duration mean) {
    if (mean.isNegative() || mean.isZero()) {
      throw new IllegalArgumentException("a mean time must be above zero, not " + mean);
    }
    return mean.toNanos();
  }
}
