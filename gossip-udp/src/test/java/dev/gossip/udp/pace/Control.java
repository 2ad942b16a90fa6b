package dev.gossip.udp.pace;

/** A control of what may be under way, as {@link SendWindow} and what it is compared with. */
interface Control {
  long NEVER = Long.MAX_VALUE;

  int roomBytes(long nowNanos);

  default long waitNanos(long nowNanos) {
    return NEVER;
  }

  void onSent(int bytes, long nowNanos);

  void onAcked(int bytes, long sentNanos, long nowNanos, long ackDelayNanos, boolean isHighest);

  void onLost(int bytes, long sentNanos, long nowNanos);

  void onTimeout(long nowNanos);

  RoundTrip roundTrip();

  int windowBytes();
}
