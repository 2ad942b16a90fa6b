package dev.gossip.cli;

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
 * The messages that the demo published: who still has to get each, and which deliveries are to be
 * told only after the message itself, since each node tells on a thread of its own. Messages from
 * outside the demo are unknown here. Thread-safe.
 */
final class DemoMessages {
  private static final int MAX_REMEMBERED = 1_000;

  private final Map<MessageId, SortedSet<Integer>> awaited = newBoundedMap();
  private final Map<MessageId, List<Runnable>> untold = newBoundedMap();

  /**
   * Publishes, under the lock: no delivery can be noted before the message is.
   *
   * @param hearers the nodes that have to get the message
   */
  synchronized PublishOutcome publish(
      Supplier<PublishOutcome> publish, SortedSet<Integer> hearers) {
    PublishOutcome outcome = publish.get();
    if (outcome instanceof PublishOutcome.Accepted accepted) {
      awaited.put(accepted.id(), hearers);
      untold.put(accepted.id(), new ArrayList<>());
    }
    return outcome;
  }

  /** The origin has told of a message; now its deliveries may be told, too. */
  void told(MessageId id) {
    List<Runnable> waiting;
    synchronized (this) {
      waiting = untold.remove(id);
    }
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  /** Tells of a delivery: at once, unless it is of a message that the origin has yet to tell of. */
  void tellDelivery(MessageId id, Runnable tell) {
    synchronized (this) {
      List<Runnable> waiting = untold.get(id);
      if (waiting != null) {
        waiting.add(tell);
        return;
      }
    }
    tell.run();
  }

  /** A node has got a message. */
  synchronized void delivered(MessageId id, int port) {
    Set<Integer> missing = awaited.get(id);
    if (missing != null) {
      missing.remove(port);
    }
  }

  /** Nobody waits for this node any more. */
  synchronized void forget(int port) {
    awaited.values().forEach(missing -> missing.remove(port));
  }

  /** Whether everybody who has to get a message has it. */
  synchronized boolean areDelivered() {
    awaited.values().removeIf(Set::isEmpty);
    return awaited.isEmpty();
  }

  private static <V> Map<MessageId, V> newBoundedMap() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<MessageId, V> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }
}
