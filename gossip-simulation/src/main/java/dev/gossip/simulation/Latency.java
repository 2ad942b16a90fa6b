package dev.gossip.simulation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a datagram is on its way, in one direction. */
@FunctionalInterface
public interface Latency {

  /** Nanoseconds for the next datagram; not negative. */
  long sampleNanos(RandomGenerator random);

  /** The same for every datagram. */
  static Latency constant(Duration delay) {
    long nanos = delay.toNanos();
    return random -> nanos;
  }

  /** Anything between two bounds, the first included. */
  static Latency uniform(Duration min, Duration max) {
    long from = min.toNanos();
    long to = max.toNanos();
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException("latency from " + min + " to " + max + " is no range");
    }
    return random -> random.nextLong(from, to);
  }

  /**
   * Log-normal, as measured latencies often are.
   *
   * @param sigma the standard deviation of the logarithm; 0.5 gives a long tail
   */
  static Latency logNormal(Duration median, double sigma) {
    // Strict, so that every processor and JVM gives the same bits.
    double mu = StrictMath.log((double) median.toNanos());
    return random -> Math.max(0, Math.round(StrictMath.exp(mu + sigma * random.nextGaussian())));
  }
}
