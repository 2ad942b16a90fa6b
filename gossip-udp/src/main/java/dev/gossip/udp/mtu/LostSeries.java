package dev.gossip.udp.mtu;

/**
 * Notices that datagrams above some size do not arrive any more. A lost datagram counts as long as
 * none that was sent later and was at least as large has arrived; otherwise the loss has another
 * reason, such as a full queue.
 */
final class LostSeries {
  /**
   * How many datagrams make a series. At a loss of 5 %, chance does it once in 160,000 times that a
   * link falls silent; a guess.
   */
  static final int DATAGRAMS = 4;

  /** How many arrivals are remembered; the size of datagrams seldom takes so many values. */
  private static final int ARRIVALS = 4;

  private final int[] lostBytes = new int[DATAGRAMS];
  private final long[] lostSentNanos = new long[DATAGRAMS];
  private int lost;

  // In the order in which they were sent, latest first. Each is larger than those before it, since
  // it would say nothing otherwise.
  private final int[] arrivedBytes = new int[ARRIVALS];
  private final long[] arrivedSentNanos = new long[ARRIVALS];
  private int arrived;

  /** A datagram has arrived. */
  void onAcked(int bytes, long sentNanos) {
    forgetLosses(bytes, sentNanos);
    int kept = 0;
    int at = 0;
    for (int i = 0; i < arrived; i++) {
      boolean isLater = arrivedSentNanos[i] - sentNanos >= 0;
      if (isLater && arrivedBytes[i] >= bytes) {
        return;
      }
      if (isLater || arrivedBytes[i] > bytes) {
        arrivedBytes[kept] = arrivedBytes[i];
        arrivedSentNanos[kept++] = arrivedSentNanos[i];
        at += isLater ? 1 : 0;
      }
    }
    if (at == ARRIVALS) {
      return;
    }
    arrived = Math.min(kept + 1, ARRIVALS);
    for (int i = arrived - 1; i > at; i--) {
      arrivedBytes[i] = arrivedBytes[i - 1];
      arrivedSentNanos[i] = arrivedSentNanos[i - 1];
    }
    arrivedBytes[at] = bytes;
    arrivedSentNanos[at] = sentNanos;
  }

  private void forgetLosses(int bytes, long sentNanos) {
    int kept = 0;
    for (int i = 0; i < lost; i++) {
      if (lostBytes[i] > bytes || lostSentNanos[i] - sentNanos > 0) {
        lostBytes[kept] = lostBytes[i];
        lostSentNanos[kept++] = lostSentNanos[i];
      }
    }
    lost = kept;
  }

  /**
   * A datagram is lost. Not called again once a series is complete.
   *
   * @return whether it completes a series
   */
  boolean onLost(int bytes, long sentNanos) {
    for (int i = 0; i < arrived; i++) {
      if (arrivedBytes[i] >= bytes && arrivedSentNanos[i] - sentNanos >= 0) {
        return false;
      }
    }
    lostBytes[lost] = bytes;
    lostSentNanos[lost++] = sentNanos;
    return lost == DATAGRAMS;
  }
}
