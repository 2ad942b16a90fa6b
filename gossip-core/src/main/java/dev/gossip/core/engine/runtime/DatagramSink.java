package dev.gossip.core.engine.runtime;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** Sends a node's datagrams. Called on the node's thread. */
public interface DatagramSink {

  /** Sends a datagram. The caller may reuse the buffer when this returns. */
  void transmit(PeerAddress to, ByteBuffer datagram);

  /**
   * Whether the sink takes more now. A sink that returns false queues a bounded number of
   * datagrams, drops and counts the rest, and has the node flushed once it takes more.
   */
  boolean canTransmit();

  /** A sink that always takes more, such as a simulated wire. */
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
