package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.AcksCodec;
import dev.gossip.udp.mtu.PathMtu;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams above the base that count as lost because nothing was acknowledged for a while. Either
 * the other end was slow, or the path does not carry them any more; the next acknowledgement shows
 * which. Of one silence the first few are remembered: the queue of an end that pauses takes these,
 * and may lose the later ones.
 */
final class SilentLosses {
  private static final int REMEMBERED = 4;

  /** One timeout may mean that the other end was slow, which says nothing about sizes. */
  private static final int DOUBTFUL_TIMEOUTS = 2;

  private final PathMtu path;
  private final long[] numbers = new long[REMEMBERED];
  private int count;
  private long latestSentNanos;
  // 0 if none is in doubt.
  private long probeNumber;
  private long probeSentNanos;

  SilentLosses(PathMtu path) {
    this.path = path;
  }

  boolean isEmpty() {
    return count == 0 && probeNumber == 0;
  }

  /** The probe that was under way has not been acknowledged in time. */
  void onProbe(long number, long sentNanos) {
    probeNumber = number;
    probeSentNanos = sentNanos;
  }

  /**
   * A datagram above the base has not been acknowledged in time.
   *
   * @param timeouts how many there were in a row
   */
  void onDatagram(long number, long sentNanos, int timeouts) {
    if (count < REMEMBERED) {
      numbers[count++] = number;
      latestSentNanos = sentNanos;
    }
    if (count == REMEMBERED && timeouts >= DOUBTFUL_TIMEOUTS) {
      path.onSilence();
    }
  }

  /**
   * Something is acknowledged again.
   *
   * @param newestSentNanos when the latest datagram was sent that is acknowledged in time; null if
   *     none is
   */
  void onAcks(AcksCodec.Received acks, @Nullable Long newestSentNanos, long nowNanos) {
    if (probeNumber > 0) {
      if (acks.contains(probeNumber)) {
        probeNumber = 0;
        path.onProbeAcked();
      } else if (newestSentNanos != null && newestSentNanos - probeSentNanos > 0) {
        probeNumber = 0;
        path.onProbeLost(nowNanos);
      }
    }
    if (count > 0) {
      boolean hasArrived = hasArrived(acks);
      if (hasArrived || (newestSentNanos != null && newestSentNanos - latestSentNanos > 0)) {
        count = 0;
        path.onSilenceOver(hasArrived, nowNanos);
      }
    }
  }

  private boolean hasArrived(AcksCodec.Received acks) {
    for (int i = 0; i < count; i++) {
      if (acks.contains(numbers[i])) {
        return true;
      }
    }
    return false;
  }
}
