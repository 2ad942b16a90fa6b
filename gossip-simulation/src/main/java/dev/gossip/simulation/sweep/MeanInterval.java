package dev.gossip.simulation.sweep;

import java.util.List;

/**
 * A mean with the half width of its 95 % confidence interval, by Student's t: values of independent
 * seeds are taken to be distributed normally.
 *
 * @param count the number of values, at least 1
 * @param mean the mean of the values
 * @param error half the width of the interval; infinite for a single value
 */
public record MeanInterval(int count, double mean, double error) {
  private static final double SHARE = 0.95;
  private static final double LARGEST_T = 13;
  private static final double NORMAL_975 = 1.959964;
  // From here on the first term of the expansion is exact to six digits.
  private static final int MANY_DEGREES = 1_000;
  private static final double FIRST_TERM = 2.3722;
  private static final int HALVINGS = 60;

  /**
   * The mean of values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static MeanInterval of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values have no mean");
    }
    int count = values.size();
    double mean = 0;
    double squares = 0;
    int seen = 0;
    // By Welford (1962): equal values have exactly that mean, and no error.
    for (double value : values) {
      seen++;
      double difference = value - mean;
      mean += difference / seen;
      squares += difference * (value - mean);
    }
    double error =
        count == 1
            ? Double.POSITIVE_INFINITY
            : quantile975(count - 1) * StrictMath.sqrt(squares / (count - 1) / count);
    return new MeanInterval(count, mean, error);
  }

  /** The lower end of the interval. */
  public double low() {
    return mean - error;
  }

  /** The upper end of the interval. */
  public double high() {
    return mean + error;
  }

  /**
   * The t that 97.5 % of Student's distribution are below.
   *
   * @param degrees of freedom, at least 1
   */
  static double quantile975(int degrees) {
    if (degrees > MANY_DEGREES) {
      return NORMAL_975 + FIRST_TERM / degrees;
    }
    double low = 0;
    double high = LARGEST_T;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (shareWithin(middle, degrees) < SHARE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The share of the distribution from -t to t; Abramowitz and Stegun, 26.7.3 and 26.7.4. */
  private static double shareWithin(double t, int degrees) {
    double angle = StrictMath.atan(t / StrictMath.sqrt(degrees));
    double cos = StrictMath.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cos : 1;
    double sum = 0;
    for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
      sum += term;
      term *= cos * cos * (power + 1) / (power + 2);
    }
    double part = StrictMath.sin(angle) * sum;
    return odd ? (angle + part) * 2 / StrictMath.PI : part;
  }
}
