package dev.gossip.api.transport;

import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import java.nio.ByteBuffer;
import java.util.Optional;

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

  /**
   * The largest datagram that leaves this machine in one piece, in bytes of UDP payload: what fits
   * the interface that the system picks for an address now. Some other part of the path may still
   * carry less. The answer changes when the address moves to another interface. It is meant for
   * each attempt to send larger datagrams, not for each datagram.
   *
   * @param to an address with a literal host
   * @return at least 1; what an MTU of 1,500 leaves where the interface is unknown
   */
  int maxDatagramBytes(PeerAddress to);

  /**
   * Whether datagrams leave with "don't fragment" set. If so, one that is too large for its path is
   * lost, and one that arrives proves that the path carries its size. If not, the system or a
   * router may divide it, so that its arrival proves little.
   */
  boolean forbidsFragmentation();

  /** Where to write the keys of sessions when they begin; empty unless the user wants that. */
  Optional<KeyLog> keyLog();

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
