package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayContext;
import java.time.Duration;

/**
 * Measures how long one hop of a stem takes and derives retry times and embargoes from it. An
 * embargo has to be long compared with the time of a whole stem, or nodes near the origin spread
 * the message first and expose it.
 *
 * <p>Only the links to this node's own two destinations are measured. The rest of the stem may be
 * slower, so embargoes never assume less than the configured time.
 */
final class HopTime {
  /** Limits how much a slow peer can lengthen embargoes; a guess. */
  private static final long MAX_ROUND_TRIP_NANOS = Duration.ofSeconds(2).toNanos();

  /** Allows for pauses of threads and garbage collectors; a guess. */
  private static final long MIN_ROUND_TRIP_NANOS = Duration.ofMillis(10).toNanos();

  /** The weight of a new measurement, as in TCP (RFC 6298). */
  private static final double WEIGHT = 1 / 8.0;

  /** Round trips without an answer before a retry; a guess. */
  private static final int RETRY_AFTER_ROUND_TRIPS = 3;

  /**
   * What a link carries at least of a large message, in bytes a second: 8 Mbit/s; a guess. Small
   * ones take no time that matters.
   */
  private static final double BYTES_PER_SECOND = 1 << 20;

  private final double configuredNanos;
  private double roundTripNanos;

  /**
   * Creates an estimate without measurements.
   *
   * @param hop the minimum hop time for embargoes, and the one for retries until there is a
   *     measurement
   */
  HopTime(Duration hop) {
    this.configuredNanos = clamp(2 * hop.toNanos());
    this.roundTripNanos = configuredNanos;
  }

  /**
   * Adds the round trip time of a message that was sent exactly once.
   *
   * @param nanos nanoseconds from the send to its acknowledgement
   */
  void addMeasurement(long nanos) {
    roundTripNanos += WEIGHT * (clamp(nanos) - roundTripNanos);
  }

  /** Whether a message is announced before it is sent, which takes longer. */
  static boolean isLarge(int messageBytes) {
    return messageBytes > RelayContext.LARGE_FRAME_BYTES;
  }

  /** How long to wait for an acknowledgement before sending a message again. */
  Duration retryAfter(int messageBytes) {
    return Duration.ofNanos(
        (long)
            (RETRY_AFTER_ROUND_TRIPS
                * (roundTripNanos + extraNanos(messageBytes, roundTripNanos))));
  }

  /** A large message takes a round trip more, for its announcement, and the time of its bytes. */
  private static double extraNanos(int messageBytes, double roundTripNanos) {
    return isLarge(messageBytes) ? roundTripNanos + messageBytes * 1e9 / BYTES_PER_SECOND : 0;
  }

  /**
   * Returns the mean of the exponential embargo. With it, the probability that any node of a stem
   * of the mean length k = 1/q spreads the message before the stem has ended is epsilon. The nodes
   * wait for k(k-1)/2 hops in total (Dandelion++, arXiv 1805.11060). The logarithm is natural.
   */
  Duration meanEmbargo(double q, double epsilon, int messageBytes) {
    double k = 1 / q;
    double hops = k * (k - 1) / (-2 * StrictMath.log1p(-epsilon));
    double roundTrip = Math.max(configuredNanos, roundTripNanos);
    double hop = roundTrip / 2 + extraNanos(messageBytes, roundTrip);
    return Duration.ofNanos((long) (hops * hop));
  }

  private static double clamp(long nanos) {
    return Math.min(Math.max(nanos, MIN_ROUND_TRIP_NANOS), MAX_ROUND_TRIP_NANOS);
  }
}
