package dev.gossip.simulation.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long a datagram is on its way, in one direction. */
@FunctionalInterface
public interface Latency {
  /** The longest that a drawn latency gets: 1 h. */
  long MAX_NANOS = 3_600_000_000_000L;

  /**
   * Nanoseconds for the next datagram; not negative.
   *
   * @param from index of the node that sends
   * @param to index of the node that receives
   */
  long sampleNanos(int from, int to, RandomGenerator random);

  /** No time at all. */
  static Latency none() {
    return constant(Duration.ZERO);
  }

  /** The same for every datagram. */
  static Latency constant(Duration delay) {
    long nanos = notNegative(delay);
    return new NamedLatency(nanos == 0 ? "none" : "constant:" + delay, (from, to, random) -> nanos);
  }

  /** Anything between two bounds, the first included. */
  static Latency uniform(Duration min, Duration max) {
    long least = notNegative(min);
    long bound = max.toNanos();
    if (least >= bound) {
      throw new IllegalArgumentException(
          "latency from " + min + " to " + max + " is no range; write the smaller first");
    }
    return new NamedLatency(
        "uniform:" + min + "-" + max, (from, to, random) -> random.nextLong(least, bound));
  }

  /**
   * Log-normal, as measured latencies often are.
   *
   * @param sigma the standard deviation of the logarithm; 0.5 gives a long tail
   */
  static Latency logNormal(Duration median, double sigma) {
    if (median.isNegative() || median.isZero() || !(sigma >= 0 && sigma <= 3)) {
      throw new IllegalArgumentException(
          "a log-normal latency has a median above zero and a sigma from 0 to 3, not "
              + median
              + " and "
              + sigma);
    }
    // Strict, so that every processor and JVM gives the same bits.
    double mu = StrictMath.log((double) median.toNanos());
    return new NamedLatency(
        "lognormal:" + median + ":" + sigma,
        (from, to, random) ->
            Math.min(MAX_NANOS, Math.round(StrictMath.exp(mu + sigma * random.nextGaussian()))));
  }

  /**
   * A latency of its own for every pair of nodes.
   *
   * @param delays in row i and column j the time from node i to node j
   */
  static Latency matrix(List<List<Duration>> delays) {
    List<long[]> rows = new ArrayList<>();
    for (List<Duration> row : delays) {
      if (row.size() != delays.size()) {
        throw new IllegalArgumentException(
            "a latency matrix has as many columns as rows, not "
                + row.size()
                + " columns in a row of "
                + delays.size());
      }
      rows.add(row.stream().mapToLong(Latency::notNegative).toArray());
    }
    return new NamedLatency(
        "matrix",
        (from, to, random) -> {
          if (Math.max(from, to) >= rows.size()) {
            throw new IllegalArgumentException(
                "the latency matrix is for " + rows.size() + " nodes; there is a node " + to);
          }
          return rows.get(from)[to];
        });
  }

  /**
   * Reads a latency as one writes it on a command line: {@code none}, {@code constant:50ms}, {@code
   * uniform:10ms-100ms} or {@code lognormal:50ms:0.5}.
   *
   * @throws IllegalArgumentException in one sentence, if it is none of these
   */
  static Latency parse(String text) {
    return LatencyText.parse(text);
  }

  private static long notNegative(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a latency is not negative: " + delay);
    }
    return delay.toNanos();
  }
}
