package dev.gossip.cli.demo;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.PublishOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * The messages that the demo published. Tracks which nodes still have to deliver each message, and
 * holds back the output of deliveries until the publication is printed, since each node reports on
 * its own thread. Messages from outside the demo are unknown here. Thread-safe.
 */
final class DemoMessages {
  private static final int MAX_REMEMBERED = 1_000;

  private final Map<MessageId, SortedSet<Integer>> missingNodes = newBoundedMap();
  private final Map<MessageId, List<Runnable>> heldBack = newBoundedMap();

  /**
   * Publishes a message under the lock, so that the message is registered before any delivery.
   *
   * @param recipients the nodes that have to deliver the message
   */
  synchronized PublishOutcome publish(
      Supplier<PublishOutcome> publish, SortedSet<Integer> recipients) {
    PublishOutcome outcome = publish.get();
    if (outcome instanceof PublishOutcome.Accepted accepted) {
      missingNodes.put(accepted.messageId(), recipients);
      heldBack.put(accepted.messageId(), new ArrayList<>());
    }
    return outcome;
  }

  /** The publication has been printed; prints the deliveries that were held back for it. */
  void publicationPrinted(MessageId id) {
    List<Runnable> waiting;
    synchronized (this) {
      waiting = heldBack.remove(id);
    }
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  /** Prints a delivery, now or after the publication of its message has been printed. */
  void printDelivery(MessageId id, Runnable print) {
    synchronized (this) {
      List<Runnable> waiting = heldBack.get(id);
      if (waiting != null) {
        waiting.add(print);
        return;
      }
    }
    print.run();
  }

  /** Notes that a node delivered a message. */
  synchronized void delivered(MessageId id, int port) {
    Set<Integer> missing = missingNodes.get(id);
    if (missing != null) {
      missing.remove(port);
    }
  }

  /** Stops waiting for deliveries at this node. */
  synchronized void forget(int port) {
    missingNodes.values().forEach(missing -> missing.remove(port));
  }

  /** Whether every message was delivered at all nodes that it can reach. */
  synchronized boolean allDelivered() {
    missingNodes.values().removeIf(Set::isEmpty);
    return missingNodes.isEmpty();
  }

  private static <V> Map<MessageId, V> newBoundedMap() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<MessageId, V> oldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }
}
