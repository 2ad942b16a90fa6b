package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The ids of accepted messages, each kept until the message could no longer be accepted again.
 * Bounded; when full, those nearest to their end make room.
 */
final class SeenCache {
  private static final long BUCKET_NANOS = 1_000_000_000;

  private final int capacity;
  private final long originNanos;
  // Only asked for membership, never iterated, so its order does not matter.
  private final Set<MessageId> ids = new HashSet<>();
  // By the second in which they end. An id that was removed may linger here; ending it twice does
  // no harm, since an id always ends in the same second.
  private final TreeMap<Long, List<MessageId>> byEnd = new TreeMap<>();

  SeenCache(int capacity, long originNanos) {
    this.capacity = capacity;
    this.originNanos = originNanos;
  }

  boolean contains(MessageId id) {
    return ids.contains(id);
  }

  /**
   * @param onEvicted told of each id that had to go early
   */
  void add(MessageId id, long endNanos, Consumer<MessageId> onEvicted) {
    if (!ids.add(id)) {
      return;
    }
    while (ids.size() > capacity) {
      evictEarliest(id, onEvicted);
    }
    byEnd.computeIfAbsent(bucket(endNanos), unused -> new ArrayList<>()).add(id);
  }

  void remove(MessageId id) {
    ids.remove(id);
  }

  /** Forgets what has ended. */
  void expire(long nowNanos, Consumer<MessageId> onExpired) {
    long now = bucket(nowNanos);
    for (var first = byEnd.firstEntry();
        first != null && first.getKey() < now;
        first = byEnd.firstEntry()) {
      byEnd.pollFirstEntry();
      for (MessageId id : first.getValue()) {
        if (ids.remove(id)) {
          onExpired.accept(id);
        }
      }
    }
  }

  int size() {
    return ids.size();
  }

  boolean isIdle() {
    return byEnd.isEmpty();
  }

  private void evictEarliest(MessageId newest, Consumer<MessageId> onEvicted) {
    Map.Entry<Long, List<MessageId>> first = byEnd.firstEntry();
    List<MessageId> bucket = first.getValue();
    MessageId victim = bucket.remove(bucket.size() - 1);
    if (bucket.isEmpty()) {
      byEnd.pollFirstEntry();
    }
    if (!victim.equals(newest) && ids.remove(victim)) {
      onEvicted.accept(victim);
    }
  }

  private long bucket(long nanos) {
    return Math.floorDiv(nanos - originNanos, BUCKET_NANOS);
  }
}
