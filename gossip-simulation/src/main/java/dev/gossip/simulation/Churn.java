package dev.gossip.simulation;

import dev.gossip.simulation.wire.FaultCounter;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Crashes nodes and restarts them without memory, until {@link #stop}. Up and down times are drawn
 * per node from exponential distributions.
 */
public final class Churn {
  private static final Duration MAX_COUNTED = Duration.ofNanos(Long.MAX_VALUE);

  private final SimulatedNetwork network;
  private final double meanUpNanos;
  private final double meanDownNanos;
  private final RandomGenerator random;
  private final String description;
  private final FaultCounter counter;
  private boolean stopped;
  private Duration stoppedAt = Duration.ZERO;

  Churn(
      SimulatedNetwork network,
      List<SimulatedNode> nodes,
      Duration meanUp,
      Duration meanDown,
      RandomGenerator random) {
    this.network = network;
    this.meanUpNanos = positiveNanos(meanUp);
    this.meanDownNanos = positiveNanos(meanDown);
    this.random = random;
    this.description =
        "churn of "
            + nodes.size()
            + " nodes, up "
            + TimeText.of(meanUp)
            + ", down "
            + TimeText.of(meanDown);
    this.counter = network.faultCounters().counter(description);
    nodes.forEach(this::scheduleCrash);
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many crashes it caused. */
  public long hits() {
    return counter.hits();
  }

  private void scheduleCrash(SimulatedNode node) {
    Duration delay = exponential(meanUpNanos);
    Duration upSince = network.now();
    network.after(delay, () -> crash(node, upSince));
  }

  /** Stops crashing nodes. Nodes that are down are still restarted. */
  public void stop() {
    if (!stopped) {
      stoppedAt = network.now();
      stopped = true;
    }
  }

  private void crash(SimulatedNode node, Duration upSince) {
    if (stopped) {
      // Exponential times have no memory: so unlikely was it that the node stayed up until the end.
      counter.opportunity(-stoppedAt.minus(upSince).toNanos() / meanUpNanos);
      return;
    }
    if (node.isUp()) {
      node.crash();
      counter.hit();
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

  private Duration exponential(double meanNanos) {
    // StrictMath gives the same bits on every processor and JVM.
    return Duration.ofNanos(Math.round(-StrictMath.log(1 - random.nextDouble()) * meanNanos));
  }

  @Override
  public String toString() {
    return description;
  }

  private static double positiveNanos(Duration mean) {
    if (mean.isNegative() || mean.isZero()) {
      throw new IllegalArgumentException("a mean time must be above zero, not " + mean);
    }
    // A time that cannot be counted in nanoseconds does not need to be exact.
    return mean.compareTo(MAX_COUNTED) > 0 ? mean.toSeconds() * 1e9 : mean.toNanos();
  }
}
