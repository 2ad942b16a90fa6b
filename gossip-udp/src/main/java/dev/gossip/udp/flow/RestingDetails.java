package dev.gossip.udp.flow;

import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.pace.RestingWindow;
import org.jspecify.annotations.Nullable;

/**
 * What few links have at rest: a path that was explored or that lost something, datagrams that were
 * not acknowledged, frames in parts.
 *
 * @param path null if nothing is known that a new one would not know
 * @param lossyWindowBytes the window that last led to loss; 0 if none
 * @param lossFloor the loss of the path without a queue; negative if unknown
 * @param windowTimeouts how often in a row the latest datagrams were not acknowledged in time, on
 *     this path
 * @param timeouts the same, on any path
 * @param transfers number of the latest frame in parts
 */
record RestingDetails(
    @Nullable PathMtu path,
    int lossyWindowBytes,
    double lossFloor,
    int windowTimeouts,
    int timeouts,
    int transfers) {

  /** Those of most links. */
  static final RestingDetails NONE = new RestingDetails(null, 0, -1, 0, 0, 0);

  /**
   * Returns the details of a flow.
   *
   * @param window null if nothing is known that a new one would not know
   * @param timeouts how often in a row the latest datagrams were not acknowledged in time
   * @param transfers number of the latest frame in parts
   */
  static RestingDetails of(
      @Nullable PathMtu path, @Nullable RestingWindow window, int timeouts, int transfers) {
    RestingDetails details =
        new RestingDetails(
            path,
            window == null ? 0 : window.lossyWindowBytes(),
            window == null ? -1 : window.lossFloor(),
            window == null ? 0 : window.timeouts(),
            timeouts,
            transfers);
    return details.equals(NONE) ? NONE : details;
  }
}
