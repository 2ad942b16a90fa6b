package dev.gossip.udp.pace;

/**
 * How far a {@link SendWindow} grows or shrinks at a time. The window knows when; this only
 * computes.
 */
final class WindowSteps {
  /** RFC 2861 halves for each retransmission timeout; the least of one in RFC 6298 is 1 s. */
  static final long IDLE_NANOS = 1_000_000_000;

  /** What remains after loss. */
  static final double LOSS_FACTOR = 0.7;

  /** Queueing delay that shrinks a large window. */
  private static final long TARGET_NANOS = 20_000_000;

  /** What the least window tolerates in addition. */
  private static final long EXTRA_TARGET_NANOS = 10_000_000;

  private static final double DRAIN_FACTOR = 0.9;

  /** A single pause of the other end costs no more. */
  private static final double LEAST_FACTOR = 0.25;

  /** Around the window that last led to loss, growth is slow (as RFC 9438, section 4.1). */
  private static final double NEAR_LOSS = 0.8;

  private static final double PAST_LOSS = 1.25;

  private WindowSteps() {}

  /** The window after a silence: half of it for each second, but not below the least. */
  static int afterIdle(int windowBytes, int leastBytes, long idleNanos) {
    int bytes = windowBytes;
    for (long left = idleNanos; left >= IDLE_NANOS && bytes > leastBytes; left -= IDLE_NANOS) {
      bytes = Math.max(leastBytes, bytes / 2);
    }
    return bytes;
  }

  /**
   * The window after a round trip that was used in full: one datagram more while there is a queue,
   * so that senders who share it come to equal shares; without a queue, and not near the window
   * that last led to loss, the step doubles after every second round trip.
   *
   * @param emptyRounds round trips in a row without a queue and not near that window
   */
  static int grown(int windowBytes, int datagramBytes, int emptyRounds) {
    long step = (long) datagramBytes << Math.min(emptyRounds / 2, 16);
    return (int) Math.min(SendWindow.MAX_BYTES, windowBytes + Math.min(step, windowBytes / 4));
  }

  /** Whether a window is near the one that last led to loss; 0 if none did. */
  static boolean isNear(int windowBytes, int lossyWindowBytes) {
    return windowBytes > NEAR_LOSS * lossyWindowBytes && windowBytes < PAST_LOSS * lossyWindowBytes;
  }

  /**
   * The queueing delay above which a window shrinks. Smaller windows tolerate more, so that of two
   * senders the one with more gives way (Kumar et al., Swift, SIGCOMM 2020, section 3.5).
   */
  static long targetNanos(int windowBytes, int leastBytes) {
    double share = (double) leastBytes / windowBytes;
    return TARGET_NANOS + (long) (EXTRA_TARGET_NANOS * Math.sqrt(share));
  }

  /**
   * What remains of a window after such a delay: the share of it that is on the path and not in its
   * queue.
   *
   * @param minimumNanos round trip time without a queue
   * @param roundTripNanos the least one of the latest round trip
   */
  static double delayFactor(long minimumNanos, long roundTripNanos) {
    return Math.max(LEAST_FACTOR, DRAIN_FACTOR * minimumNanos / roundTripNanos);
  }
}
