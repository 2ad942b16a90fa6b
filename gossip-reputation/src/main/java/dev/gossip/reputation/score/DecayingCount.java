package dev.gossip.reputation.score;

/**
 * A decaying counter that is cheap to increase: what is added within a 64th of the half-life counts
 * as added at its beginning, so that the error is at most 1.1 %.
 */
final class DecayingCount {
  private static final int STEPS = 64;

  private final long halfLifeNanos;
  private double count;
  private long countedAtNanos;

  DecayingCount(long halfLifeNanos, long nowNanos) {
    this.halfLifeNanos = halfLifeNanos;
    this.countedAtNanos = nowNanos;
  }

  void add(long nowNanos) {
    if (nowNanos - countedAtNanos >= halfLifeNanos / STEPS) {
      count = at(nowNanos);
      countedAtNanos = nowNanos;
    }
    count++;
  }

  /** The counter now; changes nothing. */
  double at(long nowNanos) {
    return count == 0 ? 0 : count * Decay.factor(nowNanos - countedAtNanos, halfLifeNanos);
  }
}
