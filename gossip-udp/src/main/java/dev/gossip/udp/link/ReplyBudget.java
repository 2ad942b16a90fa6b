package dev.gossip.udp.link;

/**
 * Limits the replies to datagrams that belong to no link. A reply is hardly larger than the
 * datagram that caused it, but without a limit anyone could make the node send without end.
 */
public final class ReplyBudget {
  // A guess: enough for all peers to detect a restart at once.
  private static final int PER_SECOND = 200;
  private static final long SECOND_NANOS = 1_000_000_000;

  private long secondStartNanos;
  private int remaining = PER_SECOND;

  public ReplyBudget(long nowNanos) {
    this.secondStartNanos = nowNanos;
  }

  /** Takes one reply from the budget of the current second; returns false if it is used up. */
  public boolean take(long nowNanos) {
    if (nowNanos - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = nowNanos;
      remaining = PER_SECOND;
    }
    if (remaining == 0) {
      return false;
    }
    remaining--;
    return true;
  }
}
