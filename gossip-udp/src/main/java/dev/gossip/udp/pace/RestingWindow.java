package dev.gossip.udp.pace;

/**
 * What a {@link SendWindow} leaves when its link rests. Everything else that it knew is over by
 * then: the window is back to its first size, the least round trip time is outdated, and nothing is
 * under way.
 *
 * @param windowBytes how much may be under way
 * @param slowStartBelowBytes the window up to which it doubles each round trip
 * @param lossyWindowBytes the window that last led to loss; 0 if none
 * @param smoothedNanos smoothed round trip time; 0 if unknown
 * @param variationNanos its variation
 * @param minimumNanos the least one of the last seconds with traffic; 0 if unknown
 * @param timeouts how often in a row the latest datagrams were not acknowledged in time
 * @param lossFloor the loss of the path without a queue; negative if unknown
 */
public record RestingWindow(
    int windowBytes,
    int slowStartBelowBytes,
    int lossyWindowBytes,
    long smoothedNanos,
    long variationNanos,
    long minimumNanos,
    int timeouts,
    double lossFloor) {

  RestingWindow(
      int windowBytes,
      int slowStartBelowBytes,
      int lossyWindowBytes,
      RoundTrip roundTrip,
      double lossFloor) {
    this(
        windowBytes,
        slowStartBelowBytes,
        lossyWindowBytes,
        roundTrip.smoothedNanos(),
        roundTrip.variationNanos(),
        roundTrip.minimumNanos(),
        roundTrip.timeouts(),
        lossFloor);
  }
}
