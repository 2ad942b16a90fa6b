package dev.gossip.simulation.privacy;

/**
 * A mean of values from 0 to 1, and how far it can be trusted.
 *
 * @param low of the 95 % confidence interval
 * @param high of the 95 % confidence interval
 */
public record Estimate(double value, double low, double high) {
  private static final double NORMAL_975 = 1.959964;

  /**
   * Wilson's interval (1927). It is for shares; for other values between 0 and 1 it is too wide, if
   * anything, since none scatter more than zeros and ones.
   *
   * @param count of independent values; with none nothing is known
   */
  static Estimate of(double mean, int count) {
    if (count == 0) {
      return new Estimate(0, 0, 1);
    }
    double square = NORMAL_975 * NORMAL_975 / count;
    double centre = (mean + square / 2) / (1 + square);
    double half =
        NORMAL_975 * Math.sqrt(mean * (1 - mean) / count + square / count / 4) / (1 + square);
    return new Estimate(mean, Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
