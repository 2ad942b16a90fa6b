package dev.gossip.udp.pace;

/** So many datagrams under way, always. */
class FixedWindow implements Control {
  final int datagramBytes;
  int windowBytes;
  private final RoundTrip roundTrip = new RoundTrip(0);
  private int underWayBytes;

  FixedWindow(int datagramBytes, int datagrams) {
    this.datagramBytes = datagramBytes;
    windowBytes = datagrams * datagramBytes;
  }

  @Override
  public final int roomBytes(long nowNanos) {
    int room = windowBytes - underWayBytes;
    return room < datagramBytes ? 0 : room;
  }

  @Override
  public final void onSent(int bytes, long nowNanos) {
    underWayBytes += bytes;
  }

  @Override
  public void onAcked(
      int bytes, long sentNanos, long nowNanos, long ackDelayNanos, boolean isHighest) {
    underWayBytes -= bytes;
    roundTrip.onAcked();
    if (isHighest) {
      roundTrip.onSample(nowNanos - sentNanos, ackDelayNanos, nowNanos);
    }
  }

  @Override
  public void onLost(int bytes, long sentNanos, long nowNanos) {
    underWayBytes -= bytes;
  }

  @Override
  public void onTimeout(long nowNanos) {
    roundTrip.onTimeout();
  }

  @Override
  public final RoundTrip roundTrip() {
    return roundTrip;
  }

  @Override
  public final int windowBytes() {
    return windowBytes;
  }
}
