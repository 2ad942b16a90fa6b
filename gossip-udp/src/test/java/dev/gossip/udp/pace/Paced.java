package dev.gossip.udp.pace;

/** The control that nodes use, with always more to send. */
final class Paced implements Control {
  private final SendWindow window;
  private final RoundTrip roundTrip;

  Paced(int datagramBytes) {
    window = new SendWindow(datagramBytes, 0, 0);
    roundTrip = window.roundTrip();
  }

  @Override
  public int roomBytes(long nowNanos) {
    return window.roomBytes(nowNanos);
  }

  @Override
  public long waitNanos(long nowNanos) {
    return window.waitNanos(nowNanos);
  }

  @Override
  public void onSent(int bytes, long nowNanos) {
    window.onSent(bytes, nowNanos, true);
  }

  @Override
  public void onAcked(
      int bytes, long sentNanos, long nowNanos, long ackDelayNanos, boolean isHighest) {
    window.onAcked(bytes, sentNanos, nowNanos, ackDelayNanos, isHighest);
  }

  @Override
  public void onLost(int bytes, long sentNanos, long nowNanos) {
    window.onLost(bytes, sentNanos);
  }

  @Override
  public void onTimeout(long nowNanos) {
    window.onTimeout(nowNanos);
  }

  @Override
  public RoundTrip roundTrip() {
    return roundTrip;
  }

  @Override
  public int windowBytes() {
    return window.windowBytes();
  }
}
