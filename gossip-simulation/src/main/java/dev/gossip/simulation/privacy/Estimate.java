package dev.gossip.simulation.privacy;

import java.util.Arrays;

/**
 * A mean of values from 0 to 1, and how far it can be trusted.
 *
 * @param low of the 95 % confidence interval
 * @param high of the 95 % confidence interval
 */
public record Estimate(double value, double low, double high) {
  private static final double NORMAL_975 = 1.959964;

  /** The mean of independent values; with none nothing is known. */
  static Estimate of(double[] values) {
    return of(mean(values), variance(values) / values.length, values.length);
  }

  /**
   * A mean whose variance is known. Wilson's interval (1927) for as many zeros and ones as would
   * scatter like that: near 0 and 1, and with few values, it is better than that of the normal
   * distribution.
   *
   * @param count of values; what counts when they do not differ
   */
  static Estimate of(double mean, double variance, int count) {
    if (count == 0) {
      return new Estimate(0, 0, 1);
    }
    double trials = variance > 0 ? mean * (1 - mean) / variance : count;
    double square = NORMAL_975 * NORMAL_975 / trials;
    double centre = (mean + square / 2) / (1 + square);
    double half =
        NORMAL_975 * Math.sqrt(mean * (1 - mean) / trials + square / trials / 4) / (1 + square);
    return new Estimate(mean, Math.max(0, centre - half), Math.min(1, centre + half));
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** Of a single value; 0 of one alone, which does not show it. */
  static double variance(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return squares / Math.max(1, values.length - 1);
  }
}
