package dev.gossip.udp.link;

/**
 * How many answers this node gives to datagrams that belong to no link. Such an answer is hardly
 * larger than what it answers, but without a bound anybody could make the node send for ever.
 */
final class ReplyBudget {
  // A guess: enough for every neighbour to notice a restart at once.
  private static final int PER_SECOND = 200;
  private static final long SECOND_NANOS = 1_000_000_000;

  private long secondBeganNanos;
  private int left = PER_SECOND;

  ReplyBudget(long nowNanos) {
    this.secondBeganNanos = nowNanos;
  }

  boolean take(long nowNanos) {
    if (nowNanos - secondBeganNanos >= SECOND_NANOS) {
      secondBeganNanos = nowNanos;
      left = PER_SECOND;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
