package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The ids of accepted messages, each kept until its message can no longer be accepted. Bounded;
 * when full, the oldest are evicted.
 *
 * <p>It is queried several times for every copy of every message and may hold a million ids. So the
 * latest query is remembered, and only the first one for a copy searches.
 */
public final class SeenCache {
  static final int NONE = IdEntries.NONE;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long SECOND_NANOS = 1_000_000_000;

  /** When full, one in this many ids is evicted at once, since finding the oldest takes a scan. */
  private static final int AGE_BUCKETS = 16;

  private final int capacity;
  private final long originNanos;
  private final IdEntries entries = new IdEntries();
  private final IdIndex index;
  private final AgeBuckets ageBuckets;
  private long evictedUntilMillis = Long.MIN_VALUE;

  // The latest query and its result.
  private boolean knowsLatest;
  private long latest0;
  private long latest1;
  private long latest2;
  private long latest3;
  private int latestEntry = NONE;

  /**
   * Creates an empty cache.
   *
   * @param salt random, so that nobody can choose ids that share the same slots
   */
  public SeenCache(int capacity, long originNanos, long salt) {
    this.capacity = capacity;
    this.ageBuckets = new AgeBuckets(Math.max(1, capacity / AGE_BUCKETS));
    this.originNanos = originNanos;
    this.index = new IdIndex(entries, salt | 1);
  }

  public boolean contains(MessageId id) {
    return find(id) != NONE;
  }

  /** The entry of an id, valid until an id is removed; {@link #NONE} if there is none. */
  int find(MessageId id) {
    return find(id.word(0), id.word(1), id.word(2), id.word(3));
  }

  /** The entry of the id with these 32 bytes, as for {@link #find(MessageId)}. */
  int find(byte[] id) {
    return find(
        (long) BIG_ENDIAN.get(id, 0),
        (long) BIG_ENDIAN.get(id, Long.BYTES),
        (long) BIG_ENDIAN.get(id, 2 * Long.BYTES),
        (long) BIG_ENDIAN.get(id, 3 * Long.BYTES));
  }

  /** Loads from memory what a look-up of an id of these bytes will need. */
  void touch(byte[] id) {
    index.touch((long) BIG_ENDIAN.get(id, 3 * Long.BYTES));
  }

  void touch(MessageId id) {
    index.touch(id.word(3));
  }

  private int find(long word0, long word1, long word2, long word3) {
    boolean isLatest =
        knowsLatest && word3 == latest3 && word2 == latest2 && word1 == latest1 && word0 == latest0;
    if (!isLatest) {
      if (entries.size() == 0) {
        // Nothing is changed, since many nodes may share an empty one.
        return NONE;
      }
      knowsLatest = true;
      latest0 = word0;
      latest1 = word1;
      latest2 = word2;
      latest3 = word3;
      latestEntry = index.find(word0, word1, word2, word3);
    }
    return latestEntry;
  }

  /**
   * Adds an id unless it is there; returns how many others were evicted early.
   *
   * @param createdMillis the creation time in the message, or later
   */
  public int add(MessageId id, long endNanos, long createdMillis) {
    if (find(id) != NONE) {
      return 0;
    }
    int evicted = entries.size() >= capacity ? evictOldestBucket() : 0;
    int entry = entries.add(id, second(endNanos), ageBuckets.add(createdMillis));
    index.add(entry);
    // The query above was for this id; its result is this one, even if others were evicted since.
    latestEntry = entry;
    knowsLatest = true;
    return evicted;
  }

  void remove(MessageId id) {
    int entry = find(id);
    if (entry != NONE) {
      index.remove(entry);
      entries.remove(entry);
      onRemoved();
    }
  }

  /** Forgets expired ids. Costs nothing before the first one expires. */
  void expire(long nowNanos) {
    int before = entries.size();
    entries.removeEndedBefore(second(nowNanos), index);
    if (entries.size() < before) {
      onRemoved();
    }
  }

  /** No id of a message that was created after this was evicted early. */
  long evictedUntilMillis() {
    return evictedUntilMillis;
  }

  int size() {
    return entries.size();
  }

  /** Where the message of an entry is stored; {@link #NONE} if it was never stored. */
  int storeSlot(int entry) {
    return entries.storeSlot(entry);
  }

  void setStoreSlot(int entry, int slot) {
    entries.setStoreSlot(entry, slot);
  }

  /** Marks a message as one that will never be delivered. Does nothing if its id is unknown. */
  void giveUp(MessageId id) {
    int entry = find(id);
    if (entry != NONE) {
      entries.giveUp(entry);
    }
  }

  /** Whether an id is remembered, and its message will never be delivered. */
  boolean isGivenUp(MessageId id) {
    int entry = find(id);
    return entry != NONE && entries.isGivenUp(entry);
  }

  /** Oldest by arrival, not by expiry, so that long lifetimes do not crowd out other ids. */
  private int evictOldestBucket() {
    int before = entries.size();
    int oldestAge = entries.oldestAge(ageBuckets);
    entries.removeOfAge(oldestAge, ageBuckets, index);
    evictedUntilMillis = Math.max(evictedUntilMillis, ageBuckets.forgetFrom(oldestAge));
    onRemoved();
    return before - entries.size();
  }

  private void onRemoved() {
    knowsLatest = false;
    if (entries.size() == 0) {
      index.clear();
    }
  }

  private int second(long nanos) {
    long seconds = Math.floorDiv(nanos - originNanos, SECOND_NANOS);
    long end = seconds + IdEntries.FIRST_END;
    return (int) Math.max(IdEntries.FIRST_END, Math.min(end, Integer.MAX_VALUE));
  }
}
