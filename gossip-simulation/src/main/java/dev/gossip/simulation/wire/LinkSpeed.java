package dev.gossip.simulation.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * The bandwidth of each direction of each link. Datagrams wait in a queue, and are lost if the
 * queue is full, as at a slow router.
 */
public final class LinkSpeed {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final long bytesPerSecond;
  private final int queueBytes;
  // When the last byte sent so far leaves, by link and direction. Never iterated.
  private final Map<Long, Long> freeAtNanos = new HashMap<>();

  /**
   * @param bytesPerSecond the bandwidth of one direction of one link
   * @param queueBytes the size of the queue
   */
  public LinkSpeed(long bytesPerSecond, int queueBytes) {
    if (bytesPerSecond <= 0 || queueBytes <= 0) {
      throw new IllegalArgumentException(
          "a link needs a speed and a queue above zero, not "
              + bytesPerSecond
              + " bytes a second and "
              + queueBytes
              + " bytes");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.queueBytes = queueBytes;
  }

  /**
   * The time from sending a packet until its last byte leaves; negative if the packet is lost
   * because the queue is full.
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
