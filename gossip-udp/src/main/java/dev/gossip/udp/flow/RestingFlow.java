package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.pace.RestingWindow;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a {@link LinkFlow} while its link rests, that is, carries nothing but pings: what
 * the next flow needs to go on as if there had been no pause. Most links rest most of the time.
 */
public final class RestingFlow {
  // Null if nothing is known that a new one would not know.
  final @Nullable PathMtu path;
  final @Nullable RestingWindow window;

  /** How often in a row the latest datagrams were not acknowledged in time, on any path. */
  final int timeouts;

  /** Number of the latest frame in parts. */
  final int transfers;

  /** When something was last acknowledged. */
  final long ackedNanos;

  private final @Nullable RestingArrivals arrivals;

  RestingFlow(
      @Nullable PathMtu path,
      @Nullable RestingWindow window,
      int timeouts,
      int transfers,
      long ackedNanos,
      @Nullable RestingArrivals arrivals) {
    this.path = path;
    this.window = window;
    this.timeouts = timeouts;
    this.transfers = transfers;
    this.ackedNanos = ackedNanos;
    this.arrivals = arrivals;
  }

  /** A datagram of any type arrived. */
  public void onArrived(long number, long nowNanos) {
    if (arrivals != null) {
      arrivals.add(number, nowNanos);
    }
  }

  /** Null if no datagram has asked for an acknowledgement yet. */
  @Nullable Arrivals arrivals() {
    return arrivals == null ? null : new Arrivals(arrivals);
  }

  /** What is known of the path; null if nothing is. */
  public @Nullable PathMtu path() {
    return path;
  }

  /** The smoothed round-trip time; 0 before the first acknowledgement. */
  public long roundTripNanos() {
    return window == null ? 0 : window.smoothedNanos();
  }

  /** Size of the datagrams of this link. */
  public int datagramBytes() {
    return path == null ? Datagrams.BASE_BYTES : path.datagramBytes();
  }
}
