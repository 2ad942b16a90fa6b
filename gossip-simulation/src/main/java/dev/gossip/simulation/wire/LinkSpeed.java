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

  /** Whether the queue has room for a packet. */
  boolean hasRoom(Packet packet) {
    return hasRoom(packet, freeNanos(packet));
  }

  private boolean hasRoom(Packet packet, long freeNanos) {
    double waiting = (freeNanos - packet.sentNanos()) * (double) bytesPerSecond / SECOND_NANOS;
    return waiting + packet.bytes() <= queueBytes;
  }

  /** When the last byte before a packet leaves. */
  private long freeNanos(Packet packet) {
    long now = packet.sentNanos();
    return Math.max(now, freeAtNanos.getOrDefault(link(packet), now));
  }

  private static long link(Packet packet) {
    return ((long) packet.from() << 32) | packet.to();
  }

  /**
   * The time from sending a packet until its last byte leaves; negative if the packet is lost
   * because the queue is full.
   */
  public long departureNanos(Packet packet) {
    long free = freeNanos(packet);
    if (!hasRoom(packet, free)) {
      return -1;
    }
    long left = free + packet.bytes() * SECOND_NANOS / bytesPerSecond;
    freeAtNanos.put(link(packet), left);
    return left - packet.sentNanos();
  }
}
