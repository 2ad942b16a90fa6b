package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  // Only asked by id, never iterated, so its order does not matter.
  private final Map<MessageId, Bucket> ids = new HashMap<>();
  // By the second in which they end. Holds exactly the ids above, and no bucket is empty.
  private final TreeMap<Long, Bucket> byEnd = new TreeMap<>();

  SeenCache(int capacity, long originNanos) {
    this.capacity = capacity;
    this.originNanos = originNanos;
  }

  boolean contains(MessageId id) {
    return ids.containsKey(id);
  }

  /**
   * @param onEvicted told of each id that had to go early
   */
  void add(MessageId id, long endNanos, Consumer<MessageId> onEvicted) {
    if (ids.containsKey(id)) {
      return;
    }
    while (ids.size() >= capacity) {
      onEvicted.accept(takeEarliest());
    }
    Bucket bucket = byEnd.computeIfAbsent(bucketOf(endNanos), Bucket::new);
    bucket.ids.add(id);
    ids.put(id, bucket);
  }

  /** Forgets an id; quick for one that was added lately. Nothing of it stays behind. */
  void remove(MessageId id) {
    Bucket bucket = ids.remove(id);
    if (bucket != null) {
      bucket.ids.remove(bucket.ids.lastIndexOf(id));
      dropIfEmpty(bucket);
    }
  }

  /** Forgets what has ended. */
  void expire(long nowNanos, Consumer<MessageId> onExpired) {
    long now = bucketOf(nowNanos);
    for (var first = byEnd.firstEntry();
        first != null && first.getKey() < now;
        first = byEnd.firstEntry()) {
      byEnd.pollFirstEntry();
      for (MessageId id : first.getValue().ids) {
        ids.remove(id);
        onExpired.accept(id);
      }
    }
  }

  int size() {
    return ids.size();
  }

  boolean isIdle() {
    return byEnd.isEmpty();
  }

  private MessageId takeEarliest() {
    Bucket bucket = byEnd.firstEntry().getValue();
    MessageId victim = bucket.ids.remove(bucket.ids.size() - 1);
    ids.remove(victim);
    dropIfEmpty(bucket);
    return victim;
  }

  private void dropIfEmpty(Bucket bucket) {
    if (bucket.ids.isEmpty()) {
      byEnd.remove(bucket.second);
    }
  }

  private long bucketOf(long nanos) {
    return Math.floorDiv(nanos - originNanos, BUCKET_NANOS);
  }

  /** The ids that end in one second. */
  private static final class Bucket {
    private final long second;
    private final List<MessageId> ids = new ArrayList<>();

    Bucket(long second) {
      this.second = second;
    }
  }
}
