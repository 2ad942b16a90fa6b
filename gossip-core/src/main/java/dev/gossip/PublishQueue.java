package dev.gossip;

import dev.gossip.api.GossipMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Messages on their way from any thread to the node's. Bounded; handed over in batches. */
final class PublishQueue {
  // Small enough that neighbours' datagrams are not left waiting while a burst is worked off.
  private static final int MAX_BATCH = 256;

  private final int capacity;
  private final Predicate<Runnable> nodeThread;
  private final Consumer<List<GossipMessage>> publish;
  private final ConcurrentLinkedQueue<GossipMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * @param nodeThread runs something there; false if the node has stopped
   * @param publish takes a batch, on the node's thread
   */
  PublishQueue(
      int capacity, Predicate<Runnable> nodeThread, Consumer<List<GossipMessage>> publish) {
    this.capacity = capacity;
    this.nodeThread = nodeThread;
    this.publish = publish;
  }

  int capacity() {
    return capacity;
  }

  /** Takes a place for a message that is still to be made; false when there is none. */
  boolean reserve() {
    if (size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Fills a reserved place; false if the node has stopped. */
  boolean add(GossipMessage message) {
    waiting.add(message);
    if (draining.getAndSet(true) || nodeThread.test(this::drain)) {
      return true;
    }
    // The node has stopped. Another thread may have relied on this turn, so what waits is counted.
    draining.set(false);
    drainAll(() -> {});
    return false;
  }

  /**
   * Hands over all that waits, before the node closes. On the node's thread.
   *
   * @param afterBatch runs after each batch, so that what it left behind does not pile up
   */
  void drainAll(Runnable afterBatch) {
    while (drainBatch()) {
      afterBatch.run();
    }
  }

  private void drain() {
    // Cleared first: what is added from here on asks for a turn of its own.
    draining.set(false);
    boolean more = drainBatch() && !waiting.isEmpty() && !draining.getAndSet(true);
    if (more && !nodeThread.test(this::drain)) {
      drainAll(() -> {});
    }
  }

  /** Answers whether there was anything. */
  private boolean drainBatch() {
    List<GossipMessage> batch = new ArrayList<>();
    while (batch.size() < MAX_BATCH) {
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
    publish.accept(batch);
    return true;
  }
}
