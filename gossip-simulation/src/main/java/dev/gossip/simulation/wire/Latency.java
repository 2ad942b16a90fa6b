package dev.gossip.simulation.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The one-way latency of datagrams. */
@FunctionalInterface
public interface Latency {
  /** The upper bound of log-normal latencies: 1 h. */
  long MAX_NANOS = 3_600_000_000_000L;

  /**
   * Draws the latency of the next datagram, in nanoseconds; not negative.
   *
   * @param from index of the sending node
   * @param to index of the receiving node
   */
  long sampleNanos(int from, int to, RandomGenerator random);

  /** No latency. */
  static Latency none() {
    return constant(Duration.ZERO);
  }

  /** The same for every datagram. */
  static Latency constant(Duration delay) {
    long nanos = notNegative(delay);
    return new NamedLatency(
        nanos == 0 ? "none" : "constant:" + TimeText.of(delay), (from, to, random) -> nanos);
  }

  /** Uniform from {@code min} inclusive to {@code max} exclusive. */
  static Latency uniform(Duration min, Duration max) {
    long least = notNegative(min);
    long bound = max.toNanos();
    if (least >= bound) {
      throw new IllegalArgumentException(
          "latency from "
              + TimeText.of(min)
              + " to "
              + TimeText.of(max)
              + " is not a range; write the smaller value first");
    }
    return new NamedLatency(
        "uniform:" + TimeText.of(min) + "-" + TimeText.of(max),
        (from, to, random) -> random.nextLong(least, bound));
  }

  /**
   * Log-normal, as measured latencies often are.
   *
   * @param sigma the standard deviation of the logarithm; 0.5 gives a long tail
   */
  static Latency logNormal(Duration median, double sigma) {
    if (median.isNegative() || median.isZero() || !(sigma >= 0 && sigma <= 3)) {
      throw new IllegalArgumentException(
          "a log-normal latency needs a median above zero and a sigma from 0 to 3, not "
              + median
              + " and "
              + sigma);
    }
    // StrictMath gives the same bits on every processor and JVM.
    double mu = StrictMath.log((double) median.toNanos());
    return new NamedLatency(
        "lognormal:" + TimeText.of(median) + ":" + sigma,
        (from, to, random) ->
            Math.min(MAX_NANOS, Math.round(StrictMath.exp(mu + sigma * random.nextGaussian()))));
  }

  /**
   * A separate latency for every pair of nodes.
   *
   * @param delays the latency from node i to node j in row i and column j
   */
  static Latency matrix(List<List<Duration>> delays) {
    List<long[]> rows = new ArrayList<>();
    for (List<Duration> row : delays) {
      if (row.size() != delays.size()) {
        throw new IllegalArgumentException(
            "a latency matrix needs as many columns as rows, not "
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
                "the latency matrix is for "
                    + rows.size()
                    + " nodes; there is a node "
                    + Math.max(from, to));
          }
          return rows.get(from)[to];
        });
  }

  /**
   * Parses a latency in the form of the command line: {@code none}, {@code constant:50ms}, {@code
   * uniform:10ms-100ms} or {@code lognormal:50ms:0.5}; or one that depends on where nodes are:
   * {@code matrix:aws}, {@code matrix:bitcoin}, {@code matrix:FILE}, {@code geo}, {@code geo:FILE},
   * {@code topology} or {@code topology:NAME}, which {@code docs/simulation.md} describes. Reads
   * the file, if there is one, when this method is called.
   *
   * @throws IllegalArgumentException if the text is none of these, or the file is not valid; the
   *     message is one sentence
   */
  static Latency parse(String text) {
    return LatencyText.parse(text);
  }

  private static long notNegative(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a latency must not be negative: " + TimeText.of(delay));
    }
    return delay.toNanos();
  }
}
