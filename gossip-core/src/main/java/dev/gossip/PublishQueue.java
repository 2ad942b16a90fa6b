package dev.gossip;

import dev.gossip.api.GossipMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Messages on their way from any thread to the node's. Bounded; handed over in batches, and only as
 * many as the node has room to send: what was accepted waits here and is not dropped further on.
 */
final class PublishQueue {
  // Small enough that peers' datagrams are not left waiting while a burst is published.
  private static final int MAX_BATCH = 256;

  private final int capacity;
  private final Predicate<Runnable> nodeThread;
  private final IntSupplier room;
  private final Consumer<List<GossipMessage>> publish;
  private final Runnable onRoom;
  private final ConcurrentLinkedQueue<GossipMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  // Whether a turn on the node's thread is under way, or comes with the next flush that makes room.
  private final AtomicBoolean draining = new AtomicBoolean();
  // On the node's thread only.
  private boolean awaitsRoom;

  /**
   * @param nodeThread runs something there; false if the node has stopped
   * @param room how many messages the node can send now; on the node's thread
   * @param publish takes a batch, on the node's thread
   * @param onRoom runs when there is room again, on the node's thread
   */
  PublishQueue(
      int capacity,
      Predicate<Runnable> nodeThread,
      IntSupplier room,
      Consumer<List<GossipMessage>> publish,
      Runnable onRoom) {
    this.capacity = capacity;
    this.nodeThread = nodeThread;
    this.room = room;
    this.publish = publish;
    this.onRoom = onRoom;
  }

  int capacity() {
    return capacity;
  }

  /** Whether nothing waits, and nobody is about to add anything. */
  boolean isEmpty() {
    return size.get() == 0;
  }

  /** Takes a place for a message that is still to be made; false when there is none. */
  boolean reserve() {
    // Not by adding and taking back: another thread could take the short excess for a full queue,
    // and wait for room that is there.
    return size.getAndUpdate(taken -> Math.min(taken + 1, capacity)) < capacity;
  }

  /** Gives a reserved place back. */
  void release() {
    size.decrementAndGet();
  }

  /** Fills a reserved place; false if the node has stopped. */
  boolean add(GossipMessage message) {
    waiting.add(message);
    if (draining.getAndSet(true) || nodeThread.test(this::drain)) {
      return true;
    }
    // The node has stopped. Another thread may have relied on this turn, so what waits is counted.
    handOverAll();
    return false;
  }

  /** The node has sent what it could, so there may be room again. On the node's thread. */
  void onFlushed() {
    if (awaitsRoom && room.getAsInt() > 0) {
      awaitsRoom = false;
      drainLater();
    }
  }

  /** The node stops: hands over whatever waits, room or not, so that it is counted. */
  void handOverAll() {
    // Cleared first: what is added from here on finds out for itself that the node has stopped.
    draining.set(false);
    while (handOver(MAX_BATCH)) {
      // Until nothing is left.
    }
  }

  private void drain() {
    // Cleared first: what is added from here on asks for a turn of its own.
    draining.set(false);
    handOver(Math.min(MAX_BATCH, room.getAsInt()));
    if (!waiting.isEmpty() && !draining.getAndSet(true)) {
      if (room.getAsInt() > 0) {
        drainLater();
      } else {
        awaitsRoom = true;
      }
    }
  }

  private void drainLater() {
    if (!nodeThread.test(this::drain)) {
      handOverAll();
    }
  }

  /** Answers whether there was anything. */
  private boolean handOver(int most) {
    List<GossipMessage> batch = new ArrayList<>();
    while (batch.size() < most) {
      GossipMessage message = waiting.poll();
      if (message == null) {
        break;
      }
      batch.add(message);
    }
    if (batch.isEmpty()) {
      return false;
    }
    size.addAndGet(-batch.size());
    onRoom.run();
    publish.accept(batch);
    return true;
  }
}
