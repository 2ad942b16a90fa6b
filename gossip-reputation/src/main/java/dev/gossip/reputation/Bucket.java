package dev.gossip.reputation;

/**
 * A token bucket in one number: when it will be full again. What is taken moves that time on, and
 * refilling needs no work at all. This is the virtual scheduling form of the generic cell rate
 * algorithm (ITU-T I.371).
 */
final class Bucket {
  private long fullAtNanos;

  /** A full one. */
  Bucket(long nowNanos) {
    fullAtNanos = nowNanos;
  }

  /** One that a share of its burst is missing from. */
  Bucket(Rate rate, long missing, long nowNanos) {
    fullAtNanos = nowNanos + rate.nanosFor(missing);
  }

  /** Takes an amount if there is as much; a refusal takes nothing. */
  boolean take(Rate rate, int amount, long nowNanos) {
    if (amount < 0) {
      return false;
    }
    long missingNanos = Math.max(0, fullAtNanos - nowNanos) + rate.nanosFor(amount);
    if (missingNanos > rate.burstNanos()) {
      return false;
    }
    fullAtNanos = nowNanos + missingNanos;
    return true;
  }

  /**
   * Takes what is earned in a time, even if it is not there; no more than one such time is owed.
   */
  void charge(Rate rate, long nanos, long nowNanos) {
    long missingNanos = Math.max(0, fullAtNanos - nowNanos) + nanos;
    fullAtNanos = nowNanos + Math.min(missingNanos, rate.burstNanos() + nanos);
  }

  /** Whether nothing is missing. */
  boolean isFull(long nowNanos) {
    return fullAtNanos - nowNanos <= 0;
  }

  /** Whether at most this much is missing. */
  boolean isFullBut(Rate rate, long missing, long nowNanos) {
    return fullAtNanos - nowNanos <= rate.nanosFor(missing);
  }
}
