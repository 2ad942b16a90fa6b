package dev.gossip.udp.driver;

import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ObjIntConsumer;

/** Sends datagrams and keeps, up to a bound, those that the socket does not accept yet. */
final class SendBacklog {

  /** Sends a datagram like a {@code DatagramChannel}: returns 0 if it was not accepted. */
  @FunctionalInterface
  interface Sender {
    int send(ByteBuffer datagram, InetSocketAddress to) throws IOException;
  }

  /**
   * Called when the system refuses to send a datagram that every path has to carry to an address.
   */
  @FunctionalInterface
  interface FailureListener {
    void failed(InetSocketAddress to, Exception error);
  }

  private record QueuedDatagram(InetSocketAddress to, ByteBuffer datagram) {}

  private final int capacity;
  private final Sender sender;
  private final ObjIntConsumer<DropReason> drops;
  private final FailureListener failureListener;
  private final Queue<QueuedDatagram> queue = new ArrayDeque<>();

  /**
   * Creates an empty backlog.
   *
   * @param capacity maximum number of waiting datagrams
   * @param drops called with the reason and the number of dropped datagrams
   */
  SendBacklog(
      int capacity,
      Sender sender,
      ObjIntConsumer<DropReason> drops,
      FailureListener failureListener) {
    this.capacity = capacity;
    this.sender = sender;
    this.drops = drops;
    this.failureListener = failureListener;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Sends a datagram, or queues a copy if the socket is not writable. */
  void send(InetSocketAddress to, ByteBuffer datagram) {
    if (queue.isEmpty() && sendNow(to, datagram)) {
      return;
    }
    if (queue.size() >= capacity) {
      drops.accept(DropReason.SEND_BACKLOG_FULL, 1);
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
    queue.add(new QueuedDatagram(to, copy));
  }

  /** Sends queued datagrams until the socket accepts no more. */
  void drain() {
    for (QueuedDatagram next = queue.peek(); next != null; next = queue.peek()) {
      if (!sendNow(next.to, next.datagram)) {
        return;
      }
      queue.remove();
    }
  }

  /** Drops all queued datagrams. */
  void abandon() {
    if (!queue.isEmpty()) {
      drops.accept(DropReason.SEND_BACKLOG_FULL, queue.size());
      queue.clear();
    }
  }

  /** Returns whether the datagram is done: accepted by the socket, or impossible to send. */
  private boolean sendNow(InetSocketAddress to, ByteBuffer datagram) {
    try {
      return sender.send(datagram, to) > 0;
    } catch (IOException | UnsupportedAddressTypeException e) {
      // Includes an IPv6 address on a system without IPv6.
      drops.accept(DropReason.SEND_FAILED, 1);
      // A larger datagram may have been refused for its size, which says nothing about the address.
      if (datagram.remaining() <= Datagrams.BASE_BYTES) {
        failureListener.failed(to, e);
      }
      return true;
    }
  }
}
