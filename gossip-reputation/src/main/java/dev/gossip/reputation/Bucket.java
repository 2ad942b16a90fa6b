package dev.gossip.reputation;

/**
 * A token bucket stored as one number: the time when it will be full again. Taking tokens moves
 * that time forward, and refilling needs no work. This is the virtual scheduling form of the
 * generic cell rate algorithm (ITU-T I.371). Shared by the spam controls of this module.
 */
public final class Bucket {
  private long fullAtNanos;

  /** Creates a full bucket. */
  public Bucket(long nowNanos) {
    fullAtNanos = nowNanos;
  }

  /** Creates a bucket that lacks some tokens. */
  public Bucket(Rate rate, long missing, long nowNanos) {
    fullAtNanos = nowNanos + rate.nanosFor(missing);
  }

  /** Takes tokens if there are enough; returns false and takes nothing otherwise. */
  public boolean take(Rate rate, int amount, long nowNanos) {
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

  /** Takes any number of tokens if none are missing; the bucket is then below empty. */
  public boolean takeOnCredit(Rate rate, int amount, long nowNanos) {
    if (!isFull(nowNanos)) {
      return false;
    }
    fullAtNanos = nowNanos + rate.nanosFor(amount);
    return true;
  }

  /**
   * Takes the tokens that are earned in a time span, even if the bucket goes below empty. The debt
   * is at most one such span.
   */
  void charge(Rate rate, long nanos, long nowNanos) {
    long missingNanos = Math.max(0, fullAtNanos - nowNanos) + nanos;
    fullAtNanos = nowNanos + Math.min(missingNanos, rate.burstNanos() + nanos);
  }

  /** Returns the time until the bucket is full. */
  long missingNanos(long nowNanos) {
    return Math.max(0, fullAtNanos - nowNanos);
  }

  /** Returns whether no tokens are missing. */
  boolean isFull(long nowNanos) {
    return fullAtNanos - nowNanos <= 0;
  }

  /** Returns whether at most this many tokens are missing. */
  boolean missingAtMost(Rate rate, long missing, long nowNanos) {
    return fullAtNanos - nowNanos <= rate.nanosFor(missing);
  }
}
