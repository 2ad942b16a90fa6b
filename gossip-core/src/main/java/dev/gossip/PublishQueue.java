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
 * Queues published messages from any thread for the node's thread. Bounded. Messages are handed
 * over in batches, and only as many as the node has room to send: an accepted message waits here
 * instead of being dropped later.
 */
final class PublishQueue {
  // Small enough that datagrams of peers do not have to wait for a whole burst.
  private static final int MAX_BATCH = 256;

  private final int capacity;
  private final Predicate<Runnable> nodeThread;
  private final IntSupplier room;
  private final Consumer<List<GossipMessage>> publish;
  private final Runnable onRoom;
  private final ConcurrentLinkedQueue<GossipMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  // Whether a drain is scheduled on the node's thread, or follows the next flush that makes room.
  private final AtomicBoolean draining = new AtomicBoolean();
  // On the node's thread only.
  private boolean awaitsRoom;

  /**
   * @param nodeThread runs a task on the node's thread; returns false if the node has stopped
   * @param room how many messages the node can send now; on the node's thread
   * @param publish publishes a batch, on the node's thread
   * @param onRoom runs when the queue has room again, on the node's thread
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

  /** Whether no message waits and no place is reserved. */
  boolean isEmpty() {
    return size.get() == 0;
  }

  /** Reserves a place for a message that is yet to be created; false if the queue is full. */
  boolean reserve() {
    // Not by incrementing and decrementing: another thread could see the short excess as a full
    // queue, and wait although there is room.
    return size.getAndUpdate(taken -> Math.min(taken + 1, capacity)) < capacity;
  }

  /** Releases a reserved place. */
  void release() {
    size.decrementAndGet();
  }

  /** Adds a message at a reserved place; false if the node has stopped. */
  boolean add(GossipMessage message) {
    waiting.add(message);
    if (draining.getAndSet(true) || nodeThread.test(this::drain)) {
      return true;
    }
    // The node has stopped. Other threads may have relied on this drain, so hand over all messages.
    handOverAll();
    return false;
  }

  /**
   * Called after the node has sent what it could: there may be room again. On the node's thread.
   */
  void onFlushed() {
    if (awaitsRoom && room.getAsInt() > 0) {
      awaitsRoom = false;
      drainLater();
    }
  }

  /** Called when the node stops: hands over all messages, so that they are counted as drops. */
  void handOverAll() {
    // Cleared first: for messages added from here on, add() itself notices that the node stopped.
    draining.set(false);
    while (handOver(MAX_BATCH)) {
      // Repeat until no message is left.
    }
  }

  private void drain() {
    // Cleared first: for messages added from here on, add() schedules a new drain.
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

  /** Hands over one batch; false if no message waited. */
  private boolean handOver(int limit) {
    List<GossipMessage> batch = new ArrayList<>();
    while (batch.size() < limit) {
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
