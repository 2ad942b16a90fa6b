package dev.gossip.simulation.region;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Regions with weights, and the latency from each to each. Immutable. {@code docs/simulation.md}
 * describes the two kinds of files and the tables that are built in.
 */
public final class Regions {
  /** Limit of the number of regions in a file; a guess. */
  static final int MAX_REGIONS = 250;

  /** Limit of a latency: 1 h, in milliseconds. */
  static final double MAX_MILLIS = 3_600_000;

  private static final double NANOS_PER_MILLI = 1e6;

  private final List<String> names;
  private final double[] cumulativeWeights;
  private final long[][] oneWayNanos;

  private Regions(List<String> names, double[] cumulativeWeights, long[][] oneWayNanos) {
    this.names = names;
    this.cumulativeWeights = cumulativeWeights;
    this.oneWayNanos = oneWayNanos;
  }

  /** One way between two regions. */
  @FunctionalInterface
  interface OneWay {
    double millis(int from, int to);
  }

  /** The weights must be above zero in total, and none negative. */
  static Regions of(List<String> names, List<Double> weights, OneWay oneWay) {
    double[] cumulative = new double[names.size()];
    long[][] nanos = new long[names.size()][names.size()];
    double sum = 0;
    for (int from = 0; from < cumulative.length; from++) {
      sum += weights.get(from);
      cumulative[from] = sum;
      for (int to = 0; to < cumulative.length; to++) {
        nanos[from][to] = Math.round(oneWay.millis(from, to) * NANOS_PER_MILLI);
      }
    }
    return new Regions(List.copyOf(names), cumulative, nanos);
  }

  /**
   * Reads a matrix of latencies between regions.
   *
   * @param table {@code aws}, {@code bitcoin} or the path of a file
   * @throws IllegalArgumentException if the file cannot be read or is no such matrix; the message
   *     is one sentence with file and line
   */
  public static Regions matrix(String table) {
    return MatrixTable.read(
        BoundedTable.open(table, List.of("aws", "bitcoin"), "matrix of latencies"));
  }

  /**
   * Reads places with coordinates. A round trip takes 4 ms, and 1 ms for each 75 km along a great
   * circle; within a place it takes 1 ms.
   *
   * @param table {@code fly} or the path of a file
   * @throws IllegalArgumentException if the file cannot be read or is no such table; the message is
   *     one sentence with file and line
   */
  public static Regions places(String table) {
    return PlaceTable.read(BoundedTable.open(table, List.of("fly"), "table of places"));
  }

  /** The names of the regions, in the order of the file. */
  public List<String> names() {
    return names;
  }

  /**
   * Draws a region for each of a number of nodes, with chances as the weights.
   *
   * @return indices of regions
   */
  public int[] draw(int count, RandomGenerator random) {
    int[] regions = new int[count];
    double total = cumulativeWeights[cumulativeWeights.length - 1];
    for (int i = 0; i < count; i++) {
      double value = random.nextDouble() * total;
      int region = 0;
      while (value >= cumulativeWeights[region]) {
        region++;
      }
      regions[i] = region;
    }
    return regions;
  }

  /** The time of one way from a region to a region, in nanoseconds. */
  public long oneWayNanos(int from, int to) {
    return oneWayNanos[from][to];
  }
}
