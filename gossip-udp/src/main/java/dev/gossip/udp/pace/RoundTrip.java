package dev.gossip.udp.pace;

/**
 * The round trip time of one link: smoothed value and variation (RFC 6298, section 2), minimum of
 * the last 5 to 10 seconds, and the probe timeout (RFC 9002, section 6.2.1). Nanoseconds. Not
 * thread-safe.
 *
 * <p>A sample counts for at most the probe timeout in the smoothed value, because an other end that
 * was paused for seconds says nothing about the path.
 */
final class RoundTrip {
  /** RFC 9002 leaves it open. Timers have a resolution of 1 ms, busy threads read some ms late. */
  static final long LEAST_TIMEOUT_NANOS = 20_000_000;

  /** For the same reason, at both ends: more than the granularity of 1 ms in RFC 9002. */
  static final long LEAST_MARGIN_NANOS = 10_000_000;

  /** RFC 6298, rule 2.1; also the longest timeout that doubling leads to. */
  static final long FIRST_TIMEOUT_NANOS = 1_000_000_000;

  /** Two halves make the sliding window of 10 s, which BBR also uses for its minimum. */
  static final long HALF_WINDOW_NANOS = 5_000_000_000L;

  /** Twice as long as links hold an acknowledgement; more is not believed. */
  static final long LONGEST_ACK_DELAY_NANOS = 200_000_000;

  private static final int MAX_DOUBLINGS = 10;

  private long smoothedNanos;
  private long variationNanos;
  // Before the first sample, the round trip of the handshake; 0 if unknown.
  private long latestNanos;
  private long minNanos = Long.MAX_VALUE;
  private long previousMinNanos = Long.MAX_VALUE;
  private long halfStartNanos;
  private int timeouts;

  /**
   * @param handshakeNanos round trip of the handshake, from which the first timeout follows; 0 if
   *     unknown
   */
  RoundTrip(long handshakeNanos) {
    latestNanos = handshakeNanos;
  }

  /** Goes on after a rest. The next sample is the minimum. */
  RoundTrip(RestingWindow before, long nowNanos) {
    this.smoothedNanos = before.smoothedNanos();
    this.variationNanos = before.variationNanos();
    this.minNanos = before.minimumNanos() == 0 ? Long.MAX_VALUE : before.minimumNanos();
    this.timeouts = before.timeouts();
    this.halfStartNanos = nowNanos - 2 * HALF_WINDOW_NANOS;
  }

  /**
   * Adds a sample.
   *
   * @param rawNanos from the sending of a datagram to its acknowledgement
   * @param ackDelayNanos how long the other end says it held the acknowledgement. It is believed up
   *     to a bound: an end that claims more than it held it only makes this end send more slowly to
   *     it. RFC 9002, section 5.3, leaves it out of the minimum; then the minimum of a link with
   *     little traffic would be mostly this delay.
   */
  void onSample(long rawNanos, long ackDelayNanos, long nowNanos) {
    long raw = Math.max(1, rawNanos);
    long delay = Math.max(0, Math.min(LONGEST_ACK_DELAY_NANOS, ackDelayNanos));
    latestNanos = Math.max(1, raw - delay);
    slideMinimum(latestNanos, nowNanos);
    if (smoothedNanos == 0) {
      smoothedNanos = latestNanos;
      variationNanos = latestNanos / 2;
      return;
    }
    long counted = Math.min(latestNanos, timeoutWithoutDoubling(0));
    variationNanos += (Math.abs(smoothedNanos - counted) - variationNanos) / 4;
    smoothedNanos = Math.max(1, smoothedNanos + (counted - smoothedNanos) / 8);
  }

  private void slideMinimum(long sample, long nowNanos) {
    long age = nowNanos - halfStartNanos;
    if (minNanos == Long.MAX_VALUE || age >= HALF_WINDOW_NANOS) {
      previousMinNanos = age >= 2 * HALF_WINDOW_NANOS ? Long.MAX_VALUE : minNanos;
      minNanos = Long.MAX_VALUE;
      halfStartNanos = nowNanos;
    }
    minNanos = Math.min(minNanos, sample);
  }

  /** The path changed: the next sample is the minimum. */
  void forgetMinimum() {
    minNanos = Long.MAX_VALUE;
    previousMinNanos = Long.MAX_VALUE;
  }

  /** Something was acknowledged: the timeout is no longer doubled. */
  void onAcked() {
    timeouts = 0;
  }

  /** The timeout passed: it doubles. Returns how often that happened without acknowledgement. */
  int onTimeout() {
    return ++timeouts;
  }

  /**
   * Time after which a datagram without acknowledgement counts as lost: smoothed value, 4 times the
   * variation (at least 10 ms) and the longest delay of an acknowledgement, at least 20 ms. Doubled
   * for each timeout in a row, up to 1 s, so that a link is back soon after its other end is.
   */
  long timeoutNanos(long maxAckDelayNanos) {
    long once = timeoutWithoutDoubling(maxAckDelayNanos);
    return Math.max(once, Math.min(FIRST_TIMEOUT_NANOS, once << Math.min(timeouts, MAX_DOUBLINGS)));
  }

  private long timeoutWithoutDoubling(long maxAckDelayNanos) {
    if (smoothedNanos == 0) {
      return latestNanos == 0
          ? FIRST_TIMEOUT_NANOS
          : Math.max(
              LEAST_TIMEOUT_NANOS,
              Math.min(FIRST_TIMEOUT_NANOS, 3 * latestNanos + maxAckDelayNanos));
    }
    long margin = Math.max(LEAST_MARGIN_NANOS, 4 * variationNanos);
    return Math.max(LEAST_TIMEOUT_NANOS, smoothedNanos + margin + maxAckDelayNanos);
  }

  /** The smoothed value; 0 before the first sample. */
  long smoothedNanos() {
    return smoothedNanos;
  }

  /** The variation of the smoothed value. */
  long variationNanos() {
    return variationNanos;
  }

  /** Timeouts since something was last acknowledged. */
  int timeouts() {
    return timeouts;
  }

  /** Whether nothing was sent yet, or nothing is known of it. */
  boolean isUnknown() {
    return smoothedNanos == 0 && timeouts == 0;
  }

  /** The last sample, without the delay of the acknowledgement; only if there was one. */
  long latestNanos() {
    return latestNanos;
  }

  /** The minimum of the last 5 to 10 seconds; 0 before the first sample. */
  long minimumNanos() {
    long min = Math.min(minNanos, previousMinNanos);
    return min == Long.MAX_VALUE ? 0 : min;
  }
}
