package dev.gossip.diffusion;

import java.time.Duration;

/**
 * How long one hop of a path takes, measured; and what follows from it. An embargo has to be long
 * against the time that a whole path takes, or the nodes at its beginning give themselves away.
 *
 * <p>What is measured are the links to this node's own two destinations. The rest of the path may
 * be slower, so that for embargoes the configured time is the least.
 */
final class HopTime {
  /** A neighbour that answers late must not make embargoes last for ever; a guess. */
  private static final long MAX_ROUND_TRIP_NANOS = Duration.ofSeconds(2).toNanos();

  /** Threads and garbage collectors pause for so long; a guess. */
  private static final long MIN_ROUND_TRIP_NANOS = Duration.ofMillis(10).toNanos();

  /** The weight of a new measurement, as for TCP (RFC 6298). */
  private static final double WEIGHT = 1 / 8.0;

  /** How many round trips may pass without an answer; a guess. */
  private static final int ROUND_TRIPS_TO_WAIT = 3;

  private final double configuredNanos;
  private double roundTripNanos;

  /**
   * Has measured nothing yet.
   *
   * @param hop the least for embargoes, and until there is a measurement the time for repetitions
   */
  HopTime(Duration hop) {
    this.configuredNanos = bounded(2 * hop.toNanos());
    this.roundTripNanos = configuredNanos;
  }

  /** An answer came, after the only time that something was sent. */
  void measured(long nanos) {
    roundTripNanos += WEIGHT * (bounded(nanos) - roundTripNanos);
  }

  /** When to send again what was not answered. */
  Duration retryAfter() {
    return Duration.ofNanos((long) (ROUND_TRIPS_TO_WAIT * roundTripNanos));
  }

  /**
   * The mean embargo: with it, all nodes of a path of the mean length k = 1/q wait until the path
   * has ended, but for a probability of epsilon. k(k-1)/2 hops are what they wait for together
   * (Dandelion++, arXiv 1805.11060). The logarithm is the natural one.
   */
  Duration meanEmbargo(double q, double epsilon) {
    double k = 1 / q;
    double hops = k * (k - 1) / (-2 * StrictMath.log1p(-epsilon));
    return Duration.ofNanos((long) (hops * Math.max(configuredNanos, roundTripNanos) / 2));
  }

  private static double bounded(long nanos) {
    return Math.min(Math.max(nanos, MIN_ROUND_TRIP_NANOS), MAX_ROUND_TRIP_NANOS);
  }
}
