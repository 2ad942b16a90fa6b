package dev.gossip.api.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * Round-trip time and datagram size of one link, and its loss in the direction from the other end
 * to this one. Only the other end knows the loss in the opposite direction.
 *
 * @param datagramsExpected how many datagrams the other end has sent on this link, as far as can be
 *     seen from those that arrived: a loss is noticed when a later datagram arrives
 * @param datagramsLost how many of them were lost: dropped by the network, or by the operating
 *     system because this node's receive buffer was full. A late datagram is not counted as lost at
 *     once; each transport documents how long it waits. Never decreases while the link is up
 * @param roundTrip the time that a datagram and the answer to it take, as measured lately; empty
 *     before the first measurement, or if the transport does not measure
 * @param datagramBytes the largest datagram that the path is known to carry, in bytes of UDP
 *     payload; 0 if the transport does not know
 * @param partBytes how many bytes of frames that travel in several datagrams have arrived, each
 *     byte once; 0 if the transport does not measure. Never decreases while the link is up
 */
public record LinkStats(
    long datagramsExpected,
    long datagramsLost,
    Optional<Duration> roundTrip,
    int datagramBytes,
    long partBytes) {

  /** For a link on which nothing has arrived, or whose transport does not measure. */
  public static final LinkStats NONE = new LinkStats(0, 0, Optional.empty(), 0);

  /** Of a link on which no part of a frame has arrived. */
  public LinkStats(
      long datagramsExpected, long datagramsLost, Optional<Duration> roundTrip, int datagramBytes) {
    this(datagramsExpected, datagramsLost, roundTrip, datagramBytes, 0);
  }

  /**
   * Whether anything has arrived since a request was sent, so that the other end can be blamed for
   * not answering: a node that has crashed, or whose link is cut, breaks no promise. True if the
   * transport does not measure.
   *
   * @param expectedThen {@link #datagramsExpected} when the request was sent
   */
  public boolean isHeardSince(long expectedThen) {
    return datagramsExpected == 0 || datagramsExpected > expectedThen;
  }
}
