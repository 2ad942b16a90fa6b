package dev.gossip.api.transport;

/**
 * The sizes of frames that a link takes now. All are 0 if the link is not up. They may change while
 * it is up.
 *
 * @param datagramBytes the largest frame that travels in one datagram, so that it is lost only as a
 *     whole, with that datagram
 * @param maxBytes the largest frame that the link takes at all, at least {@code datagramBytes}
 * @param roomBytes how many bytes of frames can be queued before one is dropped
 * @param ownRoomBytes how many bytes of frames of {@link Priority#OWN} can be queued, at most
 *     {@code roomBytes}: the rest of the queue is kept for frames of other nodes
 */
public record FrameLimits(int datagramBytes, int maxBytes, int roomBytes, int ownRoomBytes) {

  /** The limits of a link that is not up. */
  public static final FrameLimits NONE = new FrameLimits(0, 0, 0, 0);
}
