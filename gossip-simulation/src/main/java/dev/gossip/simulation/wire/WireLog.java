package dev.gossip.simulation.wire;

import java.nio.ByteBuffer;

/** Records what the wire carries and loses. Nodes are named by index. */
public interface WireLog {
  /**
   * A datagram was sent.
   *
   * @param datagram its position is left as it is
   * @param outcome what the wire did to it, such as {@code corrupted} or the reason of its loss;
   *     empty if it arrives as sent
   */
  void datagram(long timeNanos, int from, int to, ByteBuffer datagram, String outcome);

  /** The wire lost a datagram. */
  void lost(long timeNanos, int from, int to, String reason);
}
