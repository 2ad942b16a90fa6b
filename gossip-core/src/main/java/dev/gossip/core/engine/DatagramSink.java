package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;

/** Where a node's datagrams go. */
@FunctionalInterface
public interface DatagramSink {

  /** Sends a datagram; the buffer is free when this returns. On the node's thread. */
  void transmit(PeerAddress to, ByteBuffer datagram);
}
