package dev.gossip.core.engine.memory;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which messages can still be served to others, bounded in number and in bytes. The messages are
 * found in the {@link SeenCache}; this class has the order in which they are evicted: the oldest
 * first, and embargoed ones after all public ones, because this node may be the only one that has
 * them.
 */
final class StoreOrder {
  // The size of an entry without the encoded bytes: objects, ids, the map's own node. Measured,
  // approximately, on a 64-bit JVM with compressed references.
  private static final int ENTRY_BYTES = 400;

  private final int maxMessages;
  private final long maxBytes;
  private final Consumer<MessageId> onEvicted;
  private final Map<MessageId, Stored> released = new LinkedHashMap<>();
  private final Map<MessageId, Stored> embargoed = new LinkedHashMap<>();
  private long bytes;
  // A lower bound: the message that ends first may have been removed.
  private long earliestEndNanos;

  /**
   * @param onEvicted gets the id of each message that is evicted or has expired
   */
  StoreOrder(int maxMessages, long maxBytes, Consumer<MessageId> onEvicted) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.onEvicted = onEvicted;
  }

  /**
   * Stores an embargoed message, and evicts others until it fits; returns how many were evicted.
   */
  int add(GossipMessage message, long endNanos) {
    if (size() == 0 || endNanos - earliestEndNanos < 0) {
      earliestEndNanos = endNanos;
    }
    Stored stored = new Stored(message, endNanos);
    // Removed first, so that it is the newest again.
    remove(message.id());
    embargoed.put(message.id(), stored);
    bytes += stored.bytes();
    int evicted = 0;
    while (size() > maxMessages || (bytes > maxBytes && size() > 1)) {
      Iterator<Stored> oldest = (released.isEmpty() ? embargoed : released).values().iterator();
      evict(oldest.next(), oldest);
      evicted++;
    }
    return evicted;
  }

  /** Ends the embargo of a message. */
  void release(MessageId id) {
    Stored stored = embargoed.remove(id);
    if (stored != null) {
      released.put(id, stored);
    }
  }

  /** Evicts the messages whose ids do not pass. */
  void keepOnly(Predicate<MessageId> ids) {
    for (Map<MessageId, Stored> part : List.of(released, embargoed)) {
      for (Iterator<Stored> all = part.values().iterator(); all.hasNext(); ) {
        Stored stored = all.next();
        if (!ids.test(stored.message.id())) {
          evict(stored, all);
        }
      }
    }
  }

  void remove(MessageId id) {
    Stored stored = released.remove(id);
    if (stored == null) {
      stored = embargoed.remove(id);
    }
    if (stored != null) {
      bytes -= stored.bytes();
    }
  }

  /** Evicts expired messages. Costs nothing before the first one expires. */
  void expire(long nowNanos) {
    if (size() == 0 || earliestEndNanos - nowNanos >= 0) {
      return;
    }
    // The clock may start anywhere, so ends compare by their distance from now.
    long earliestLeftNanos = Long.MAX_VALUE;
    for (Map<MessageId, Stored> part : List.of(released, embargoed)) {
      for (Iterator<Stored> all = part.values().iterator(); all.hasNext(); ) {
        Stored stored = all.next();
        long leftNanos = stored.endNanos - nowNanos;
        if (leftNanos < 0) {
          evict(stored, all);
        } else {
          earliestLeftNanos = Math.min(earliestLeftNanos, leftNanos);
        }
      }
    }
    earliestEndNanos = nowNanos + earliestLeftNanos;
  }

  private void evict(Stored stored, Iterator<Stored> at) {
    bytes -= stored.bytes();
    at.remove();
    onEvicted.accept(stored.message.id());
  }

  int size() {
    return released.size() + embargoed.size();
  }

  private record Stored(GossipMessage message, long endNanos) {
    long bytes() {
      return (long) ENTRY_BYTES + message.signedBytes().size() + message.signature().size();
    }
  }
}
