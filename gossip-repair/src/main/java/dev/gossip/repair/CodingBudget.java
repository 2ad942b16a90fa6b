package dev.gossip.repair;

/**
 * How much this node codes, for its own comparisons or for those of its peers. To code a message
 * costs about a microsecond at both ends, so a node with a large set compares less often, and about
 * one per cent of a processor goes into both. With 5,000 messages it compares with one peer a
 * second, with the largest set every 26 seconds.
 */
final class CodingBudget {
  /** A guess. */
  private static final long MESSAGES_PER_SECOND = 5_000;

  /** One comparison of the largest set, or of many links that come up together with a small one. */
  private static final long BURST = Holdings.MAX_MESSAGES;

  private static final double NANOS_PER_SECOND = 1e9;

  private double messages = BURST;
  private long atNanos;

  CodingBudget(long nowNanos) {
    this.atNanos = nowNanos;
  }

  /** The time until a set of this size may be coded; 0 if it may be now. */
  long waitNanos(int setSize, long nowNanos) {
    double refill = (nowNanos - atNanos) / NANOS_PER_SECOND * MESSAGES_PER_SECOND;
    messages = Math.min(BURST, messages + refill);
    atNanos = nowNanos;
    double missing = setSize - messages;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / MESSAGES_PER_SECOND * NANOS_PER_SECOND);
  }

  void take(int setSize) {
    messages -= setSize;
  }
}
