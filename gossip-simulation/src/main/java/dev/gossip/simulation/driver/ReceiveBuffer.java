package dev.gossip.simulation.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.simulation.wire.FaultCounter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;

/** The receive buffer of a paused node's socket. */
final class ReceiveBuffer {
  /** The real driver requests the same from the operating system. */
  private static final int CAPACITY_BYTES = 4 << 20;

  private final Queue<Datagram> datagrams = new ArrayDeque<>();
  private final FaultCounter pause;
  private int bytes;
  private int work;

  /**
   * Creates an empty buffer.
   *
   * @param pause counts the datagrams that have to wait
   */
  ReceiveBuffer(FaultCounter pause) {
    this.pause = pause;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared with nothing
  private record Datagram(PeerAddress from, byte[] bytes) {}

  /**
   * Adds a datagram.
   *
   * @param isWork whether it carries payload or control frames
   * @return false if the buffer is full
   */
  boolean add(PeerAddress from, ByteBuffer datagram, boolean isWork) {
    pause.hit();
    if (bytes + datagram.remaining() > CAPACITY_BYTES) {
      return false;
    }
    byte[] copy = new byte[datagram.remaining()];
    datagram.get(copy);
    bytes += copy.length;
    work += isWork ? 1 : 0;
    return datagrams.add(new Datagram(from, copy));
  }

  /** How many datagrams carry payload or control frames. */
  int work() {
    return work;
  }

  /** Visits the senders and the datagrams, in order of arrival. */
  void forEach(BiConsumer<PeerAddress, byte[]> visitor) {
    datagrams.forEach(datagram -> visitor.accept(datagram.from, datagram.bytes));
  }
}
