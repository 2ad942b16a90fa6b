package dev.gossip.udp.flow;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.mtu.PathMtu;
import dev.gossip.udp.pace.RestingWindow;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a {@link LinkFlow} while its link rests, that is, carries little more than pings:
 * what the next flow needs to go on as if there had been no pause. Most links rest most of the
 * time, so it is one object, except for {@linkplain RestingDetails what few links have}.
 */
public final class RestingFlow extends RestingArrivals {
  // 0 if there is no window that a new flow would not have.
  private final int windowBytes;
  private final int slowStartBelowBytes;
  private final int smoothedMicros;
  private final int variationMicros;
  private final int minimumMicros;
  private final RestingDetails details;
  // The only frame that waits for the next flush, and its priority.
  private @Nullable ByteString frame;
  private Priority priority = Priority.RELAYED;

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
    this.smoothedMicros = window == null ? 0 : micros(window.smoothedNanos());
    this.variationMicros = window == null ? 0 : micros(window.variationNanos());
    this.minimumMicros = window == null ? 0 : micros(window.minimumNanos());
    this.details = details;
  }

  /** Rounded up, since 0 stands for unknown. */
  private static int micros(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999) / 1_000);
  }

  private static long nanos(int micros) {
    return micros * 1_000L;
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
            nanos(smoothedMicros),
            nanos(variationMicros),
            nanos(minimumMicros),
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
    return nanos(smoothedMicros);
  }

  /** Whether the latest datagrams were not acknowledged in time. */
  public boolean isInDoubt() {
    return details.timeouts() > 0;
  }

  /** Size of the datagrams of this link. */
  public int datagramBytes() {
    PathMtu path = path();
    return path == null ? Datagrams.BASE_BYTES : path.datagramBytes();
  }

  // ---- a frame that waits ----------------------------------------------------------------------

  /** Has a frame wait for the next flush; only while none waits. */
  public void hold(ByteString held, Priority heldPriority) {
    if (frame != null) {
      throw new IllegalStateException("a frame waits already");
    }
    frame = held;
    priority = heldPriority;
  }

  /** Whether a frame waits. */
  public boolean hasFrame() {
    return frame != null;
  }

  /** Takes the frame that waits. */
  public ByteString takeFrame() {
    ByteString taken = requireNonNull(frame);
    frame = null;
    return taken;
  }

  /** The priority of the frame that waits, or was taken last. */
  Priority priority() {
    return priority;
  }

  /** Bytes of the frame that waits; 0 if there is none. */
  public int waitingBytes() {
    return frame == null ? 0 : frame.size();
  }

  /** The same, if it has this priority. */
  public int waitingBytes(Priority of) {
    return priority == of ? waitingBytes() : 0;
  }

  /** Bytes of the message that waits; 0 if there is none. */
  public int unsentBytes() {
    return waitingBytes() - waitingBytes(Priority.CONTROL);
  }
}
