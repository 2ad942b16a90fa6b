package dev.gossip.udp.pace;

/**
 * Spreads the datagrams of a window over the round trip: a bucket that fills at a multiple of
 * window / round trip (RFC 9002, section 7.7). Not thread-safe.
 */
final class Pacer {
  /** Timers of the driver have a resolution of 1 ms. */
  private static final long BURST_NANOS = 2_000_000;

  /** While datagrams are under way: a longer burst is a queueing delay of its own on slow paths. */
  private static final int BURST_DATAGRAMS = 4;

  /** When nothing is under way. */
  private static final int FIRST_BURST_DATAGRAMS = 16;

  /** Longer pauses fill the bucket anyway; keeps the products below within a long. */
  private static final long LONGEST_FILL_NANOS = 1_000_000_000;

  /** In eighths: 1.25 as RFC 9002 suggests, and 2 while the window doubles each round trip. */
  private static final int GAIN = 10;

  private static final int SLOW_START_GAIN = 16;
  private static final int GAIN_UNIT = 8;

  private long bytes;
  private long filledNanos;

  Pacer(int datagramBytes, long nowNanos) {
    bytes = (long) FIRST_BURST_DATAGRAMS * datagramBytes;
    filledNanos = nowNanos;
  }

  /** Fills the bucket. Without a round trip time it is always full. */
  void fill(SendWindow window, long nowNanos) {
    if (window.roundTripNanos() == 0) {
      bytes = (long) FIRST_BURST_DATAGRAMS * window.datagramBytes();
      filledNanos = nowNanos;
      return;
    }
    long elapsed = Math.min(LONGEST_FILL_NANOS, nowNanos - filledNanos);
    if (elapsed <= 0) {
      return;
    }
    long bytesPerSecond = bytesPerSecond(window);
    long added = bytesOf(bytesPerSecond, elapsed);
    // Time that fills no byte yet stays for the next call.
    if (added > 0) {
      int datagrams = window.underWayBytes() == 0 ? FIRST_BURST_DATAGRAMS : BURST_DATAGRAMS;
      long burst = (long) datagrams * window.datagramBytes();
      long cap = Math.max(burst, bytesOf(bytesPerSecond, BURST_NANOS));
      bytes = Math.max(bytes, Math.min(cap, bytes + added));
      filledNanos = nowNanos;
    }
  }

  private static long bytesPerSecond(SendWindow window) {
    int gain = window.isSlowStart() ? SLOW_START_GAIN : GAIN;
    long perSecond = (long) gain * window.windowBytes() * 1_000_000_000L / GAIN_UNIT;
    return Math.max(1, perSecond / window.roundTripNanos());
  }

  private static long bytesOf(long bytesPerSecond, long nanos) {
    return (long) ((double) bytesPerSecond * nanos / 1e9);
  }

  void onSent(int sent) {
    bytes -= sent;
  }

  int bytes() {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, bytes));
  }

  /** Time until the bucket, just filled, has so many bytes. */
  long nanosUntil(SendWindow window, int wanted) {
    return bytes >= wanted ? 0 : (long) Math.ceil((wanted - bytes) * 1e9 / bytesPerSecond(window));
  }
}
