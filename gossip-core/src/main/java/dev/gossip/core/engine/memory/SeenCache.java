package dev.gossip.core.engine.memory;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The ids of accepted messages, each kept until its message can no longer be accepted. Bounded;
 * when full, the oldest are evicted.
 *
 * <p>A hash table without an object for each id (open addressing, linear probing). It is queried
 * for every copy of every message and may hold a million ids, so a look-up must touch few cache
 * lines, and the garbage collector must have little to move.
 */
public final class SeenCache {
  private static final int MIN_SLOTS = 16;
  private static final int WORDS = 4;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int FREE = 0;
  private static final int FIRST_END = 1;

  /** When full, one in this many ids is evicted at once, since finding the oldest takes a scan. */
  private static final int AGE_BUCKETS = 16;

  private final int capacity;
  private final long originNanos;
  private final long salt;
  // No slots while there are no ids, as in most nodes of a large, idle network.
  private long[] words = new long[0];

  /** For each slot the second of its id's expiry, from {@link #FIRST_END}; or {@link #FREE}. */
  private int[] ends = new int[0];

  /** For each slot the age bucket of its id. */
  private int[] buckets = new int[0];

  /** For each slot the message, while it is stored; found together with the id, at no cost. */
  private @Nullable GossipMessage[] held = new GossipMessage[0];

  private final AgeBuckets ageBuckets;
  private int size;
  private int earliestEnd = Integer.MAX_VALUE;
  private long evictedUntilMillis = Long.MIN_VALUE;

  /**
   * Creates an empty cache.
   *
   * @param salt random, so that nobody can choose ids that share the same slots
   */
  public SeenCache(int capacity, long originNanos, long salt) {
    this.capacity = capacity;
    this.ageBuckets = new AgeBuckets(Math.max(1, capacity / AGE_BUCKETS));
    this.originNanos = originNanos;
    this.salt = salt | 1;
  }

  public boolean contains(MessageId id) {
    return size > 0 && ends[slotOf(id)] != FREE;
  }

  /**
   * Adds an id unless it is there; returns how many others were evicted early.
   *
   * @param createdMillis the creation time in the message, or later
   */
  public int add(MessageId id, long endNanos, long createdMillis) {
    if (ends.length == 0) {
      allocate(MIN_SLOTS);
    }
    int slot = slotOf(id);
    if (ends[slot] != FREE) {
      return 0;
    }
    int evicted = 0;
    if (size >= capacity) {
      evicted = evictOldestBucket();
      slot = slotOf(id);
    } else if (3 * size >= 2 * ends.length) {
      grow();
      slot = slotOf(id);
    }
    for (int i = 0; i < WORDS; i++) {
      words[slot * WORDS + i] = id.word(i);
    }
    ends[slot] = second(endNanos);
    buckets[slot] = ageBuckets.add(createdMillis);
    earliestEnd = Math.min(earliestEnd, ends[slot]);
    size++;
    return evicted;
  }

  void remove(MessageId id) {
    if (contains(id)) {
      free(slotOf(id));
    }
  }

  /** Forgets expired ids. Costs nothing before the first one expires. */
  void expire(long nowNanos) {
    int now = second(nowNanos);
    if (now <= earliestEnd) {
      return;
    }
    int earliest = Integer.MAX_VALUE;
    for (int slot = 0; slot < ends.length; slot++) {
      // Freeing a slot moves a later id into it, which must be checked in turn.
      while (ends[slot] != FREE && ends[slot] < now) {
        free(slot);
      }
      if (ends[slot] != FREE) {
        earliest = Math.min(earliest, ends[slot]);
      }
    }
    earliestEnd = earliest;
    if (size == 0) {
      allocate(0);
    }
  }

  /** No id of a message that was created after this was evicted early. */
  long evictedUntilMillis() {
    return evictedUntilMillis;
  }

  int size() {
    return size;
  }

  // ---- stored messages -----------------------------------------------------------------------

  /** Stores a message with its id; does nothing if the id is not there. */
  void hold(GossipMessage message) {
    int slot = slotOf(message.id());
    if (ends[slot] != FREE) {
      held[slot] = message;
    }
  }

  /** The stored message of an id; null if there is none. */
  @Nullable GossipMessage held(MessageId id) {
    return size == 0 ? null : held[slotOf(id)];
  }

  /** Removes the stored message and keeps its id. */
  void removeMessage(MessageId id) {
    if (contains(id)) {
      held[slotOf(id)] = null;
    }
  }

  /** Oldest by arrival, not by expiry, so that long lifetimes do not crowd out other ids. */
  private int evictOldestBucket() {
    int oldestAge = 0;
    for (int slot = 0; slot < ends.length; slot++) {
      if (ends[slot] != FREE) {
        oldestAge = Math.max(oldestAge, ageBuckets.age(buckets[slot]));
      }
    }
    int before = size;
    for (int slot = 0; slot < ends.length; slot++) {
      while (ends[slot] != FREE && ageBuckets.age(buckets[slot]) == oldestAge) {
        free(slot);
      }
    }
    evictedUntilMillis = Math.max(evictedUntilMillis, ageBuckets.forgetFrom(oldestAge));
    return before - size;
  }

  /** Frees a slot and closes the gap, so that no probe ends too early (Knuth 6.4, algorithm R). */
  private void free(int freed) {
    int mask = ends.length - 1;
    int gap = freed;
    int next = (gap + 1) & mask;
    while (ends[next] != FREE) {
      int home = homeOf(words[next * WORDS + WORDS - 1]);
      // An id may move back into the gap unless its own home lies between the gap and its slot.
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        System.arraycopy(words, next * WORDS, words, gap * WORDS, WORDS);
        ends[gap] = ends[next];
        buckets[gap] = buckets[next];
        held[gap] = held[next];
        gap = next;
      }
      next = (next + 1) & mask;
    }
    ends[gap] = FREE;
    held[gap] = null;
    size--;
  }

  private void grow() {
    long[] oldWords = words;
    int[] oldEnds = ends;
    int[] oldBuckets = buckets;
    @Nullable GossipMessage[] oldHeld = held;
    allocate(2 * oldEnds.length);
    int mask = ends.length - 1;
    for (int old = 0; old < oldEnds.length; old++) {
      if (oldEnds[old] != FREE) {
        int slot = homeOf(oldWords[old * WORDS + WORDS - 1]);
        while (ends[slot] != FREE) {
          slot = (slot + 1) & mask;
        }
        System.arraycopy(oldWords, old * WORDS, words, slot * WORDS, WORDS);
        ends[slot] = oldEnds[old];
        buckets[slot] = oldBuckets[old];
        held[slot] = oldHeld[old];
      }
    }
  }

  private void allocate(int slots) {
    words = new long[slots * WORDS];
    ends = new int[slots];
    buckets = new int[slots];
    held = new GossipMessage[slots];
  }

  /** The slot of the id, or the free slot where it would be. */
  private int slotOf(MessageId id) {
    int mask = ends.length - 1;
    int slot = homeOf(id.word(WORDS - 1));
    while (ends[slot] != FREE && !isAt(slot, id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int slot, MessageId id) {
    int at = slot * WORDS;
    return words[at + 3] == id.word(3)
        && words[at + 2] == id.word(2)
        && words[at + 1] == id.word(1)
        && words[at] == id.word(0);
  }

  /** Multiplicative hashing: the upper bits of the product depend on all bits of the word. */
  private int homeOf(long lastWord) {
    // Uses as many upper bits as number the slots, which are a power of two.
    int shift = Long.SIZE - Integer.numberOfTrailingZeros(ends.length);
    return (int) ((lastWord * salt) >>> shift);
  }

  private int second(long nanos) {
    long seconds = Math.floorDiv(nanos - originNanos, SECOND_NANOS);
    return (int) Math.max(FIRST_END, Math.min(seconds + FIRST_END, Integer.MAX_VALUE));
  }
}
