package dev.gossip.simulation.wire;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;

/** A node as the wire knows it. */
public interface Endpoint {
  /** The index of the node in its network. */
  int index();

  /** The address from which it sends and at which it receives. */
  PeerAddress address();

  /**
   * A datagram arrived.
   *
   * @param datagram to be read at once: its memory is used again
   * @param work whether it carries payload or control frames
   */
  void receive(PeerAddress from, ByteBuffer datagram, boolean work);

  /** Reads what {@link #receive} reads first; see {@link dev.gossip.simulation.clock.Event}. */
  int touch();
}
