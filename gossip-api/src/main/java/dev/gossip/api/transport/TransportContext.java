package dev.gossip.api.transport;

import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import java.nio.ByteBuffer;

/**
 * Everything a transport can see and do. To be used on the node's thread. Datagrams are sent at
 * once, since their buffers are reused; the rest takes effect as {@link NodeContext} says.
 */
public interface TransportContext extends NodeContext {

  /** The identity of this node. */
  LocalIdentity identity();

  /** Sends a datagram. When this returns, the buffer can be reused. */
  void transmit(PeerAddress to, ByteBuffer datagram);

  /**
   * Whether the socket takes more datagrams now. If it does not, {@link #transmit} puts a datagram
   * into a short queue, and drops and counts it if the queue is full. That is acceptable for the
   * few datagrams that keep links alive, but frames should wait in the transport's own queues.
   */
  boolean canTransmit();

  /** Counts a datagram or frame that was dropped. */
  void dropped(DropReason reason);

  /**
   * Counts datagrams that the other end of a link has sent and that did not arrive. A metric of the
   * node is the sum over all links, including those that are down.
   *
   * @param count how many more were lost, above 0
   */
  void datagramsLost(int count);
}
