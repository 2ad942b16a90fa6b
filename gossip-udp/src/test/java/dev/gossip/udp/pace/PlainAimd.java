package dev.gossip.udp.pace;

/** Slow start, one datagram more each round trip, half of it for each round trip with a loss. */
final class PlainAimd extends FixedWindow {
  private static final int FIRST_DATAGRAMS = 10;
  private static final int LEAST_DATAGRAMS = 2;

  private int slowStartBelowBytes = Integer.MAX_VALUE;
  private long reducedNanos;
  private long ackedBytes;

  PlainAimd(int datagramBytes) {
    super(datagramBytes, FIRST_DATAGRAMS);
  }

  @Override
  public void onAcked(
      int bytes, long sentNanos, long nowNanos, long ackDelayNanos, boolean isHighest) {
    super.onAcked(bytes, sentNanos, nowNanos, ackDelayNanos, isHighest);
    if (windowBytes < slowStartBelowBytes) {
      windowBytes += bytes;
      return;
    }
    ackedBytes += bytes;
    if (ackedBytes >= windowBytes) {
      ackedBytes = 0;
      windowBytes += datagramBytes;
    }
  }

  @Override
  public void onLost(int bytes, long sentNanos, long nowNanos) {
    super.onLost(bytes, sentNanos, nowNanos);
    if (sentNanos >= reducedNanos) {
      reducedNanos = nowNanos;
      windowBytes = Math.max(LEAST_DATAGRAMS * datagramBytes, windowBytes / 2);
      slowStartBelowBytes = windowBytes;
    }
  }

  @Override
  public void onTimeout(long nowNanos) {
    super.onTimeout(nowNanos);
    reducedNanos = nowNanos;
    slowStartBelowBytes = Math.max(LEAST_DATAGRAMS * datagramBytes, windowBytes / 2);
    windowBytes = LEAST_DATAGRAMS * datagramBytes;
  }
}
