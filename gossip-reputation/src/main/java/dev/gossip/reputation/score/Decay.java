package dev.gossip.reputation.score;

/** Exponential decay: what is left after a time, and when little enough is left. */
final class Decay {
  private static final double LN_2 = StrictMath.log(2);

  private Decay() {}

  /**
   * The share that is left after a time: a half after each half-life. {@link StrictMath} gives the
   * same bits on every machine.
   *
   * @param elapsedNanos all is left if it is zero or less
   */
  static double factor(long elapsedNanos, long halfLifeNanos) {
    return elapsedNanos <= 0 ? 1 : StrictMath.exp(-LN_2 * elapsedNanos / halfLifeNanos);
  }

  /**
   * The time until a value has decayed to another one; zero if it is not above it.
   *
   * @param target above zero
   */
  static long nanosUntil(double value, double target, long halfLifeNanos) {
    return value <= target
        ? 0
        : (long) Math.ceil(halfLifeNanos * StrictMath.log(value / target) / LN_2);
  }

  /** What a counter converges to that grows by one this often, just after it has grown. */
  static double limitOf(double perSecond, long halfLifeNanos) {
    return 1 / (1 - factor((long) (1e9 / perSecond), halfLifeNanos));
  }
}
