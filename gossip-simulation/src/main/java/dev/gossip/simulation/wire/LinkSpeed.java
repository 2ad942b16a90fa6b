package dev.gossip.simulation.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * How fast each direction of each link is: datagrams queue behind each other, and what finds the
 * queue full is lost, as at a slow router.
 */
public final class LinkSpeed {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long bytesPerSecond;
  private final int queueBytes;
  // Never iterated. When the last byte of what was sent so far has left, by link and direction.
  private final Map<Long, Long> freeAtNanos = new HashMap<>();

  /**
   * @param bytesPerSecond of one direction of one link
   * @param queueBytes how much may wait
   */
  public LinkSpeed(long bytesPerSecond, int queueBytes) {
    if (bytesPerSecond <= 0 || queueBytes <= 0) {
      throw new IllegalArgumentException(
          "a link has a speed and a queue above zero, not "
              + bytesPerSecond
              + " bytes a second and "
              + queueBytes
              + " bytes");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.queueBytes = queueBytes;
  }

  /**
   * How long until the last byte of a packet has left, from when it was sent; negative if the queue
   * is full and it is lost.
   */
  public long departureNanos(Packet packet) {
    long link = ((long) packet.from() << 32) | packet.to();
    long now = packet.sentNanos();
    long free = Math.max(now, freeAtNanos.getOrDefault(link, now));
    if ((free - now) * (double) bytesPerSecond / SECOND_NANOS + packet.bytes() > queueBytes) {
      return -1;
    }
    long left = free + packet.bytes() * SECOND_NANOS / bytesPerSecond;
    freeAtNanos.put(link, left);
    return left - now;
  }
}
