package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.engine.PublishRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues published messages from any thread for the node's thread. Bounded in number and in bytes
 * of payload; one message fits whatever its size. Messages are handed over in batches, and only as
 * many as the node has room to send: an accepted message waits here instead of being dropped later.
 */
final class PublishQueue {
  // Small enough that datagrams of peers do not have to wait for a whole burst.
  private static final int MAX_BATCH = 256;

  // The number of messages in the low bits, their bytes above: both change at once.
  private static final int COUNT_BITS = 21;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  /**
   * The bounds.
   *
   * @param messages how many messages may wait, below 2 million
   * @param bytes how many bytes of payload
   */
  record Limits(int messages, int bytes) {}

  private final Limits limits;
  private final Predicate<Runnable> nodeThread;
  private final Supplier<PublishRoom> room;
  private final Consumer<List<GossipMessage>> publish;
  private final Runnable onRoom;
  private final ConcurrentLinkedQueue<GossipMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong taken = new AtomicLong();
  // Whether a drain is scheduled on the node's thread, or follows the next flush that makes room.
  private final AtomicBoolean draining = new AtomicBoolean();
  // On the node's thread only.
  private boolean awaitsRoom;

  /**
   * @param nodeThread runs a task on the node's thread; returns false if the node has stopped
   * @param room what the node can send now; on the node's thread
   * @param publish publishes a batch, on the node's thread
   * @param onRoom runs when the queue has room again, on the node's thread
   */
  PublishQueue(
      Limits limits,
      Predicate<Runnable> nodeThread,
      Supplier<PublishRoom> room,
      Consumer<List<GossipMessage>> publish,
      Runnable onRoom) {
    this.limits = limits;
    this.nodeThread = nodeThread;
    this.room = room;
    this.publish = publish;
    this.onRoom = onRoom;
  }

  /** Whether no message waits and no place is reserved. */
  boolean isEmpty() {
    return taken.get() == 0;
  }

  /** Reserves a place for a message that is yet to be created; returns what is full, else null. */
  PublishOutcome.@Nullable QueueFull reserve(int bytes) {
    // Not by incrementing and decrementing: another thread could see the short excess as a full
    // queue, and wait although there is room. Not by getAndUpdate: a lambda for each message would
    // be an object each.
    while (true) {
      long now = taken.get();
      PublishOutcome.QueueFull full = whatIsFull(now, bytes);
      if (full != null || taken.compareAndSet(now, now + place(bytes))) {
        return full;
      }
    }
  }

  private PublishOutcome.@Nullable QueueFull whatIsFull(long now, int bytes) {
    if (now == 0) {
      return null;
    }
    if ((now & COUNT_MASK) >= limits.messages) {
      return new PublishOutcome.QueueFull(limits.messages);
    }
    return (now >> COUNT_BITS) + bytes > limits.bytes
        ? new PublishOutcome.QueueFull(limits.bytes, true)
        : null;
  }

  private static long place(int bytes) {
    return ((long) bytes << COUNT_BITS) + 1;
  }

  /** Releases a reserved place. */
  void release(int bytes) {
    taken.addAndGet(-place(bytes));
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
    if (awaitsRoom && hasRoom()) {
      awaitsRoom = false;
      drainLater();
    }
  }

  /** Called when the node stops: hands over all messages, so that they are counted as drops. */
  void handOverAll() {
    // Cleared first: for messages added from here on, add() itself notices that the node stopped.
    draining.set(false);
    while (handOver(PublishRoom.unlimited())) {
      // Repeat until no message is left.
    }
  }

  private void drain() {
    // Cleared first: for messages added from here on, add() schedules a new drain.
    draining.set(false);
    handOver(room.get());
    if (!waiting.isEmpty() && !draining.getAndSet(true)) {
      if (hasRoom()) {
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

  /** Whether the message whose turn it is fits. */
  private boolean hasRoom() {
    GossipMessage next = waiting.peek();
    return next != null && room.get().take(next);
  }

  /** Hands over one batch; false if no message waited that fits. */
  private boolean handOver(PublishRoom free) {
    List<GossipMessage> batch = new ArrayList<>();
    long places = 0;
    while (batch.size() < MAX_BATCH) {
      GossipMessage message = waiting.peek();
      if (message == null || !free.take(message)) {
        break;
      }
      waiting.remove();
      places += place(message.payloadSize());
      batch.add(message);
    }
    if (batch.isEmpty()) {
      return false;
    }
    taken.addAndGet(-places);
    onRoom.run();
    publish.accept(batch);
    return true;
  }
}
