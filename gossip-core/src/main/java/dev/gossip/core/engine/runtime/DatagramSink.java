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

  /**
   * The largest datagram that leaves in one piece through the interface that the system picks for
   * an address, in bytes of UDP payload; {@link IpPackets#payloadBytes} of {@link
   * IpPackets#DEFAULT_MTU} if that interface is unknown.
   */
  int maxDatagramBytes(PeerAddress to);

  /** Whether datagrams leave with "don't fragment" set, so that those too large are lost. */
  boolean forbidsFragmentation();

  /**
   * A sink that always takes more, and never divides a datagram. Its interfaces have the default
   * MTU.
   */
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

      @Override
      public int maxDatagramBytes(PeerAddress to) {
        return IpPackets.payloadBytes(to, IpPackets.DEFAULT_MTU);
      }

      @Override
      public boolean forbidsFragmentation() {
        return true;
      }
    };
  }
}
