package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** Where a node's datagrams go. On the node's thread. */
public interface DatagramSink {

  /** Sends a datagram; the buffer is free when this returns. */
  void transmit(PeerAddress to, ByteBuffer datagram);

  /**
   * Whether more is taken now. A sink that answers false keeps a bounded number of datagrams, drops
   * and counts the rest, and sees to it that the node is flushed when it takes more.
   */
  boolean canTransmit();

  /** A sink that takes everything at once, such as a simulated wire. */
  static DatagramSink unlimited(BiConsumer<PeerAddress, ByteBuffer> wire) {
    return new DatagramSink() {
      @Override
      public void transmit(PeerAddress to, ByteBuffer datagram) {
        wire.accept(to, datagram);
      }

      @Override
      public boolean canTransmit() {
        return true;
      }
    };
  }
}
