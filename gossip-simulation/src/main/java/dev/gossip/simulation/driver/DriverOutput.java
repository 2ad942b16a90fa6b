package dev.gossip.simulation.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.simulation.wire.Endpoint;
import java.nio.ByteBuffer;

/** What the drivers of a network's nodes pass on. */
public interface DriverOutput {
  /**
   * A node sent a datagram.
   *
   * @param datagram to be read at once: its memory is used again
   * @param work whether it carries payload or control frames
   */
  void transmit(Endpoint from, PeerAddress to, ByteBuffer datagram, boolean work);

  /** The largest datagram that the interface of a node takes for an address. */
  int maxDatagramBytes(PeerAddress to);

  /** A datagram reached a node that is down or whose receive buffer is full. */
  void lost(PeerAddress from, Endpoint to, String reason);

  /**
   * The number of datagrams with payload or control frames that wait at paused nodes changed.
   *
   * @param datagrams how many more; negative for fewer
   */
  void waitingWork(int datagrams);

  /** Something happened at a node. */
  void event(Endpoint at, NodeEvent event);
}
