package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.pace.RestingWindow;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a {@link LinkFlow} while its link rests, that is, carries nothing but pings: what
 * the next flow needs to go on as if there had been no pause. Most links rest most of the time, so
 * it is one object, except for {@linkplain RestingDetails what few links have}.
 */
public final class RestingFlow extends RestingArrivals {
  // 0 if there is no window that a new flow would not have.
  private final int windowBytes;
  private final int slowStartBelowBytes;
  private final long smoothedNanos;
  private final long variationNanos;
  private final long minimumNanos;
  private final RestingDetails details;

  /**
   * @param window null if nothing is known that a new one would not know
   * @param details what few links have
   * @param arrivals null if no datagram has asked for an acknowledgement yet
   */
  RestingFlow(
      @Nullable RestingWindow window, RestingDetails details, @Nullable RestingArrivals arrivals) {
    super(arrivals);
    this.windowBytes = window == null ? 0 : window.windowBytes();
    this.slowStartBelowBytes = window == null ? 0 : window.slowStartBelowBytes();
    this.smoothedNanos = window == null ? 0 : window.smoothedNanos();
    this.variationNanos = window == null ? 0 : window.variationNanos();
    this.minimumNanos = window == null ? 0 : window.minimumNanos();
    this.details = details;
  }

  /** A datagram of any type arrived. */
  public void onArrived(long number, long nowNanos) {
    if (hasAny()) {
      add(number, nowNanos);
    }
  }

  /** Null if no datagram has asked for an acknowledgement yet. */
  @Nullable Arrivals arrivals() {
    return hasAny() ? new Arrivals(this) : null;
  }

  /** Null if nothing is known that a new one would not know. */
  @Nullable RestingWindow window() {
    return windowBytes == 0
        ? null
        : new RestingWindow(
            windowBytes,
            slowStartBelowBytes,
            details.lossyWindowBytes(),
            smoothedNanos,
            variationNanos,
            minimumNanos,
            details.windowTimeouts(),
            details.lossFloor());
  }

  RestingDetails details() {
    return details;
  }

  /** What is known of the path; null if nothing is. */
  public @Nullable PathMtu path() {
    return details.path();
  }

  /** The smoothed round-trip time; 0 before the first acknowledgement. */
  public long roundTripNanos() {
    return smoothedNanos;
  }

  /** Size of the datagrams of this link. */
  public int datagramBytes() {
    PathMtu path = path();
    return path == null ? Datagrams.BASE_BYTES : path.datagramBytes();
  }
}
