package dev.gossip.simulation.wire;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the wire.
 *
 * @param mtuBytes the size of the largest datagram that arrives
 * @param bytesPerSecond the bandwidth of one direction of one link; 0 for no limit
 * @param queueBytes the size of the queue of one direction of one link, if the bandwidth is limited
 */
public record WireOptions(Latency latency, int mtuBytes, long bytesPerSecond, int queueBytes) {
  /** Null if links have no bandwidth limit. */
  @Nullable LinkSpeed newLinkSpeed() {
    return bytesPerSecond == 0 ? null : new LinkSpeed(bytesPerSecond, queueBytes);
  }

  /** These properties in one line, for repeating a run. */
  public String describe() {
    return "latency "
        + latency
        + (bytesPerSecond > 0 ? ", " + bytesPerSecond + " bytes/s, queues of " + queueBytes : "")
        + (mtuBytes == Integer.MAX_VALUE ? "" : ", MTU " + mtuBytes);
  }
}
