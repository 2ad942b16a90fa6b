package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which messages can still be served to others: bounded in number and in bytes. They are found in
 * the {@link SeenCache}; here they stand in the order in which they have to go: the oldest first,
 * and those that are not public yet after all others, as this node may be the only one that has
 * them.
 */
final class StoreOrder {
  // What an entry takes beside the encoded bytes: objects, ids, the map's own node. Measured to be
  // about this on a 64-bit JVM with compressed references.
  private static final int ENTRY_BYTES = 400;

  private final int maxMessages;
  private final long maxBytes;
  private final Consumer<MessageId> letGo;
  private final Map<MessageId, Stored> released = new LinkedHashMap<>();
  private final Map<MessageId, Stored> heldBack = new LinkedHashMap<>();
  private long bytes;
  // Or earlier, when that one has left.
  private long earliestEndNanos;

  /**
   * @param letGo told of each message that leaves by itself
   */
  StoreOrder(int maxMessages, long maxBytes, Consumer<MessageId> letGo) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.letGo = letGo;
  }

  /**
   * Stores a message that is not public yet, and lets others go until it fits; answers how many
   * went.
   */
  int add(GossipMessage message, long endNanos) {
    if (size() == 0 || endNanos - earliestEndNanos < 0) {
      earliestEndNanos = endNanos;
    }
    Stored stored = new Stored(message, endNanos);
    // Removed first, so that it is the newest again.
    remove(message.id());
    heldBack.put(message.id(), stored);
    bytes += stored.bytes();
    int evicted = 0;
    while (size() > maxMessages || (bytes > maxBytes && size() > 1)) {
      Iterator<Stored> oldest = (released.isEmpty() ? heldBack : released).values().iterator();
      leave(oldest.next(), oldest);
      evicted++;
    }
    return evicted;
  }

  /** A message is public from now on. */
  void release(MessageId id) {
    Stored stored = heldBack.remove(id);
    if (stored != null) {
      released.put(id, stored);
    }
  }

  /** Lets go of the messages of other ids. */
  void keepOnly(Predicate<MessageId> ids) {
    for (Map<MessageId, Stored> part : List.of(released, heldBack)) {
      for (Iterator<Stored> all = part.values().iterator(); all.hasNext(); ) {
        Stored stored = all.next();
        if (!ids.test(stored.message.id())) {
          leave(stored, all);
        }
      }
    }
  }

  void remove(MessageId id) {
    Stored stored = released.remove(id);
    if (stored == null) {
      stored = heldBack.remove(id);
    }
    if (stored != null) {
      bytes -= stored.bytes();
    }
  }

  /** Lets go of what has ended. Costs nothing before the first end is reached. */
  void expire(long nowNanos) {
    if (size() == 0 || earliestEndNanos - nowNanos >= 0) {
      return;
    }
    // The clock may start anywhere, so ends compare by their distance from now.
    long earliestLeftNanos = Long.MAX_VALUE;
    for (Map<MessageId, Stored> part : List.of(released, heldBack)) {
      for (Iterator<Stored> all = part.values().iterator(); all.hasNext(); ) {
        Stored stored = all.next();
        long leftNanos = stored.endNanos - nowNanos;
        if (leftNanos < 0) {
          leave(stored, all);
        } else {
          earliestLeftNanos = Math.min(earliestLeftNanos, leftNanos);
        }
      }
    }
    earliestEndNanos = nowNanos + earliestLeftNanos;
  }

  private void leave(Stored stored, Iterator<Stored> at) {
    bytes -= stored.bytes();
    at.remove();
    letGo.accept(stored.message.id());
  }

  int size() {
    return released.size() + heldBack.size();
  }

  private record Stored(GossipMessage message, long endNanos) {
    long bytes() {
      return (long) ENTRY_BYTES + message.signedBytes().size() + message.signature().size();
    }
  }
}
