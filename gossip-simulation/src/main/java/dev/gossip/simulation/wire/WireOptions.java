package dev.gossip.simulation.wire;

import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.simulation.topology.Topology;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Properties of the wire.
 *
 * @param interfaceMtu the largest IP packet that the interface of a node takes, in bytes. Nodes
 *     know it
 * @param mtuBytes the size of the largest datagram that arrives, without headers. Nodes do not know
 *     it; datagrams that their interfaces do not take are lost in any case
 * @param bytesPerSecond the bandwidth of one direction of one link; 0 for no limit
 * @param queueBytes the size of the queue of one direction of one link, if the bandwidth is limited
 */
public record WireOptions(
    Latency latency, int interfaceMtu, int mtuBytes, long bytesPerSecond, int queueBytes) {

  /** The same with a latency that knows where the nodes of a network are, if it has to. */
  public WireOptions placed(Topology topology, int nodes, RandomGenerator random) {
    return latency instanceof UnplacedLatency unplaced
        ? new WireOptions(
            unplaced.place(topology, nodes, random),
            interfaceMtu,
            mtuBytes,
            bytesPerSecond,
            queueBytes)
        : this;
  }

  /**
   * Checks the MTU of an interface.
   *
   * @throws IllegalArgumentException if IPv4 allows no such packet
   */
  public static void requireMtu(int bytes) {
    if (bytes < IpPackets.MIN_MTU || bytes > IpPackets.MAX_MTU) {
      throw new IllegalArgumentException(
          "an MTU is from " + IpPackets.MIN_MTU + " to " + IpPackets.MAX_MTU + ", not " + bytes);
    }
  }

  /** Null if links have no bandwidth limit. */
  @Nullable LinkSpeed newLinkSpeed() {
    return bytesPerSecond == 0 ? null : new LinkSpeed(bytesPerSecond, queueBytes);
  }

  /** These properties in one line, for repeating a run. */
  public String describe() {
    return "latency "
        + latency
        + (bytesPerSecond > 0 ? ", " + bytesPerSecond + " bytes/s, queues of " + queueBytes : "")
        + (interfaceMtu == IpPackets.DEFAULT_MTU ? "" : ", interface MTU " + interfaceMtu)
        + (mtuBytes == Integer.MAX_VALUE ? "" : ", MTU " + mtuBytes);
  }
}
