package dev.gossip.udp.driver;

import dev.gossip.api.node.DropReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ObjIntConsumer;

/** Datagrams on their way out, and those that the system did not take yet. Bounded. */
final class SendBacklog {

  /** Sends a datagram as a {@code DatagramChannel} does: answers 0 if it was not taken. */
  @FunctionalInterface
  interface Sender {
    int send(ByteBuffer datagram, InetSocketAddress to) throws IOException;
  }

  /** Is informed when the system refuses to send to an address at all. */
  @FunctionalInterface
  interface Refusals {
    void refused(InetSocketAddress to, Exception refusal);
  }

  private record Waiting(InetSocketAddress to, ByteBuffer datagram) {}

  private final int capacity;
  private final Sender sender;
  private final ObjIntConsumer<DropReason> drops;
  private final Refusals refusals;
  private final Queue<Waiting> waiting = new ArrayDeque<>();

  /**
   * Makes an empty backlog.
   *
   * @param drops told the reason and the number of what was dropped
   */
  SendBacklog(int capacity, Sender sender, ObjIntConsumer<DropReason> drops, Refusals refusals) {
    this.capacity = capacity;
    this.sender = sender;
    this.drops = drops;
    this.refusals = refusals;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Sends, or keeps a copy for later, behind what waits already. */
  void send(InetSocketAddress to, ByteBuffer datagram) {
    if (waiting.isEmpty() && sendNow(to, datagram)) {
      return;
    }
    if (waiting.size() >= capacity) {
      drops.accept(DropReason.SEND_BACKLOG_FULL, 1);
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
    waiting.add(new Waiting(to, copy));
  }

  /** Sends as much as the system takes now. */
  void drain() {
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!sendNow(next.to, next.datagram)) {
        return;
      }
      waiting.remove();
    }
  }

  /** Gives up what still waits. */
  void abandon() {
    if (!waiting.isEmpty()) {
      drops.accept(DropReason.SEND_BACKLOG_FULL, waiting.size());
      waiting.clear();
    }
  }

  /** Answers whether the datagram is off: taken, or impossible to send. */
  private boolean sendNow(InetSocketAddress to, ByteBuffer datagram) {
    try {
      return sender.send(datagram, to) > 0;
    } catch (IOException | UnsupportedAddressTypeException e) {
      // Also an IPv6 address where there is no IPv6.
      drops.accept(DropReason.SEND_FAILED, 1);
      refusals.refused(to, e);
      return true;
    }
  }
}
