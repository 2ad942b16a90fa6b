package dev.gossip.core.engine;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * The ids of accepted messages, each kept until the message could no longer be accepted again.
 * Bounded; when full, the oldest make room.
 *
 * <p>A hash table without an object for each id (open addressing, linear probing): this is asked
 * for every copy of every message and holds a million ids, so what counts is how many cache lines a
 * look-up touches and how little the garbage collector has to move.
 */
final class SeenCache {
  private static final int MIN_SLOTS = 16;
  private static final int WORDS = 4;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int FREE = 0;
  private static final int FIRST_END = 1;

  /** When there is no room, about this share of the ids goes at once: the search costs a scan. */
  private static final int GENERATIONS = 16;

  private final int capacity;
  private final long originNanos;
  private final long salt;
  // No slots at all while there are no ids, as at most nodes of a large, idle network.
  private long[] words = new long[0];

  /** For each slot the second in which its id ends, from {@link #FIRST_END}; or {@link #FREE}. */
  private int[] ends = new int[0];

  /** For each slot the generation of its id. */
  private int[] births = new int[0];

  /** For each slot the message itself, as long as it is stored: found with the id, at no cost. */
  private @Nullable GossipMessage[] held = new GossipMessage[0];

  private final AgeBuckets generations;
  private int size;
  private int earliestEnd = Integer.MAX_VALUE;
  private long lostUntilMillis = Long.MIN_VALUE;

  /**
   * Makes an empty cache.
   *
   * @param salt random, so that nobody can choose ids that fall on the same slots
   */
  SeenCache(int capacity, long originNanos, long salt) {
    this.capacity = capacity;
    this.generations = new AgeBuckets(Math.max(1, capacity / GENERATIONS));
    this.originNanos = originNanos;
    this.salt = salt | 1;
  }

  boolean contains(MessageId id) {
    return size > 0 && ends[slotOf(id)] != FREE;
  }

  /**
   * Adds an id unless it is there; answers how many others had to go early.
   *
   * @param createdMillis when the message says it was made, or later
   */
  int add(MessageId id, long endNanos, long createdMillis) {
    if (ends.length == 0) {
      allocate(MIN_SLOTS);
    }
    int slot = slotOf(id);
    if (ends[slot] != FREE) {
      return 0;
    }
    int evicted = 0;
    if (size >= capacity) {
      evicted = evictOldestGeneration();
      slot = slotOf(id);
    } else if (3 * size >= 2 * ends.length) {
      grow();
      slot = slotOf(id);
    }
    for (int i = 0; i < WORDS; i++) {
      words[slot * WORDS + i] = id.word(i);
    }
    ends[slot] = second(endNanos);
    births[slot] = generations.add(createdMillis);
    earliestEnd = Math.min(earliestEnd, ends[slot]);
    size++;
    return evicted;
  }

  void remove(MessageId id) {
    if (contains(id)) {
      free(slotOf(id));
    }
  }

  /** Forgets what has ended. Costs nothing before the first end is reached. */
  void expire(long nowNanos) {
    int now = second(nowNanos);
    if (now <= earliestEnd) {
      return;
    }
    int earliest = Integer.MAX_VALUE;
    for (int slot = 0; slot < ends.length; slot++) {
      // Freeing a slot moves a later id into it, which is then looked at in turn.
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

  /** No message made after this is among those whose ids had to go early. */
  long lostUntilMillis() {
    return lostUntilMillis;
  }

  int size() {
    return size;
  }

  // ---- the messages themselves, while they are stored ----------------------------------------

  /** Keeps a message with its id, which has to be there. */
  void hold(GossipMessage message) {
    int slot = slotOf(message.id());
    if (ends[slot] != FREE) {
      held[slot] = message;
    }
  }

  /** The message that is held for an id; null if none is. */
  @Nullable GossipMessage held(MessageId id) {
    return size == 0 ? null : held[slotOf(id)];
  }

  /** Keeps the id and lets go of the message. */
  void letGo(MessageId id) {
    if (contains(id)) {
      held[slotOf(id)] = null;
    }
  }

  /** Oldest by when they came, not by when they end, so that long lives do not crowd out others. */
  private int evictOldestGeneration() {
    int oldestAge = 0;
    for (int slot = 0; slot < ends.length; slot++) {
      if (ends[slot] != FREE) {
        oldestAge = Math.max(oldestAge, generations.age(births[slot]));
      }
    }
    int before = size;
    for (int slot = 0; slot < ends.length; slot++) {
      while (ends[slot] != FREE && generations.age(births[slot]) == oldestAge) {
        free(slot);
      }
    }
    lostUntilMillis = Math.max(lostUntilMillis, generations.forget(oldestAge));
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
        births[gap] = births[next];
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
    int[] oldBirths = births;
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
        births[slot] = oldBirths[old];
        held[slot] = oldHeld[old];
      }
    }
  }

  private void allocate(int slots) {
    words = new long[slots * WORDS];
    ends = new int[slots];
    births = new int[slots];
    held = new GossipMessage[slots];
  }

  /** Where the id is, or the free slot where it would be. */
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
    // As many of the upper bits as it takes to number the slots, which are a power of two.
    int shift = Long.SIZE - Integer.numberOfTrailingZeros(ends.length);
    return (int) ((lastWord * salt) >>> shift);
  }

  private int second(long nanos) {
    long seconds = Math.floorDiv(nanos - originNanos, SECOND_NANOS);
    return (int) Math.max(FIRST_END, Math.min(seconds + FIRST_END, Integer.MAX_VALUE));
  }
}
