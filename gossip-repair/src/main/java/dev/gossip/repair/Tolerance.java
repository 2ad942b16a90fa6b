package dev.gossip.repair;

/**
 * Counts what a peer does that an honest one does seldom. It is reported once in a period of {@link
 * Outbox#PERIOD}, and only if there is far too much of it.
 */
final class Tolerance {
  /** In a period; a guess. */
  static final int LIMIT = 64;

  private int count;
  private long periodEndNanos;

  /** Counts one; returns whether it is the first of this period above the limit. */
  boolean isExceededBy(long nowNanos) {
    if (count == 0 || nowNanos - periodEndNanos >= 0) {
      count = 0;
      periodEndNanos = nowNanos + Outbox.PERIOD.toNanos();
    }
    // Not counted further: the number must not overflow.
    if (count <= LIMIT) {
      count++;
      return count == LIMIT + 1;
    }
    return false;
  }
}
