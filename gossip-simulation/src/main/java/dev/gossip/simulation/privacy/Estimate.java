package dev.gossip.simulation.privacy;

import java.util.Arrays;

/**
 * A mean of values from 0 to 1 with its confidence interval.
 *
 * @param value the mean
 * @param low the lower end of the 95 % confidence interval
 * @param high the upper end of the 95 % confidence interval
 */
public record Estimate(double value, double low, double high) {
  private static final double NORMAL_975 = 1.959964;

  /** Tolerance: the mean of equal values can differ from them in its last bit. */
  private static final double ROUNDING = 1e-12;

  /** Student's t for 1 to 4 degrees of freedom. */
  private static final double[] STUDENT_975 = {12.7062, 4.3027, 3.1824, 2.7764};

  /** The mean of independent values from 0 to 1. With fewer than two, the interval is 0 to 1. */
  public static Estimate of(double[] values) {
    return of(mean(values), variance(values) / values.length, values.length, values.length);
  }

  /**
   * A mean whose variance was estimated. The interval is Wilson's (1927) for the number of zeros
   * and ones that would have this variance; near 0 and 1 it is better than the normal
   * approximation. The quantile is Student's, since with few values the variance itself is
   * uncertain.
   *
   * @param count the number of values; determines the interval if they do not differ
   * @param samples the number of values from which the variance was estimated
   */
  static Estimate of(double mean, double variance, int count, int samples) {
    if (count < 2 || samples < 2) {
      return new Estimate(mean, 0, 1);
    }
    boolean differ = variance > 0;
    double trials = differ ? mean * (1 - mean) / variance : count;
    if (Math.min(mean, 1 - mean) < 1.0 / count) {
      // A rare value may be missing that would change the mean and the variance.
      trials = Math.min(trials, count);
    }
    double quantile = differ ? studentQuantile975(samples - 1) : NORMAL_975;
    double square = quantile * quantile / trials;
    double centre = (mean + square / 2) / (1 + square);
    double half =
        quantile * Math.sqrt(mean * (1 - mean) / trials + square / trials / 4) / (1 + square);
    return new Estimate(mean, Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /**
   * From the table, or beyond it by the first terms of the expansion in Abramowitz and Stegun,
   * 26.7.5; the error is below 0.03.
   */
  private static double studentQuantile975(int degrees) {
    return degrees <= STUDENT_975.length
        ? STUDENT_975[degrees - 1]
        : NORMAL_975 + 2.3722 / degrees + 2.8225 / degrees / degrees;
  }

  /** Half the width of the interval. */
  public double error() {
    return (high - low) / 2;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The sample variance; 0 if there are fewer than two values. */
  static double variance(double[] values) {
    double mean = mean(values);
    if (Arrays.stream(values).allMatch(value -> Math.abs(value - mean) < ROUNDING)) {
      return 0;
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return squares / Math.max(1, values.length - 1);
  }
}
