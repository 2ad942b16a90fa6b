package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry of an id. A hash table in parts, each with open addressing and linear probing.
 * The upper bits of a hash select the part. A part that is full is split by one more bit
 * (extendible hashing), so that growth never copies more than one part.
 *
 * <p>A slot holds the upper half of the hash beside the number of the entry. So a look-up of an
 * unknown id touches one cache line, and growth needs no entries.
 */
final class IdIndex {
  private static final int MIN_SLOTS = 8;

  /** 16 KiB: large enough that the list of parts stays in the CPU cache. */
  private static final int MAX_SLOTS = 2_048;

  /**
   * Deepest split. With a secret salt only a network of some 100 million ids gets there; then the
   * parts grow.
   */
  private static final int MAX_DEPTH = 16;

  private static final long FREE = 0;
  private static final long TAG = -1L << Integer.SIZE;
  private static final @Nullable Part[] NO_PARTS = {};

  private final IdEntries entries;
  private final long salt;

  // By the first `depth` bits of a hash; neighbours may be the same part. None without ids.
  private @Nullable Part[] parts = NO_PARTS;
  private int depth;

  /**
   * @param salt odd and random, so that nobody can choose ids that share the same slots
   */
  IdIndex(IdEntries entries, long salt) {
    this.entries = entries;
    this.salt = salt;
  }

  /** The entry of an id; {@link IdEntries#NONE} if there is none. */
  int find(MessageId id) {
    if (parts.length == 0) {
      return IdEntries.NONE;
    }
    long tag = tag(id.word(3));
    Part part = partOf(tag);
    long[] slots = part.slots;
    int mask = slots.length - 1;
    int slot = part.home(tag);
    while (slots[slot] != FREE) {
      if ((slots[slot] & TAG) == tag) {
        int entry = entry(slots[slot]);
        if (entries.isAt(entry, id)) {
          return entry;
        }
      }
      slot = (slot + 1) & mask;
    }
    return IdEntries.NONE;
  }

  /** Adds an entry whose id is not here. */
  void add(int entry) {
    if (parts.length == 0) {
      parts = new Part[] {new Part(0, MIN_SLOTS)};
    }
    long tag = tag(entries.lastWord(entry));
    Part part = partOf(tag);
    while (part.isFull()) {
      if (part.slots.length < MAX_SLOTS || part.depth == MAX_DEPTH) {
        part.grow();
      } else {
        split(part, tag);
        part = partOf(tag);
      }
    }
    part.add(tag | (entry + 1));
  }

  /** Removes an entry, which must be here. */
  void remove(int entry) {
    long tag = tag(entries.lastWord(entry));
    partOf(tag).remove(tag | (entry + 1));
  }

  void clear() {
    parts = NO_PARTS;
    depth = 0;
  }

  private void split(Part part, long tag) {
    if (part.depth == depth) {
      doubleParts();
    }
    Part lower = new Part(part.depth + 1, MAX_SLOTS);
    Part upper = new Part(part.depth + 1, MAX_SLOTS);
    for (long value : part.slots) {
      if (value != FREE) {
        (value << part.depth < 0 ? upper : lower).add(value);
      }
    }
    int same = 1 << (depth - part.depth);
    int first = number(tag) & -same;
    for (int i = 0; i < same; i++) {
      parts[first + i] = i < same / 2 ? lower : upper;
    }
  }

  private void doubleParts() {
    @Nullable Part[] doubled = new Part[2 * parts.length];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = parts[i / 2];
    }
    parts = doubled;
    depth++;
  }

  @SuppressWarnings("NullAway") // every place has a part
  private Part partOf(long tag) {
    return parts[number(tag)];
  }

  private int number(long tag) {
    // In two steps, since a shift by 64 bits would be none.
    return (int) (tag >>> 1 >>> (Long.SIZE - 1 - depth));
  }

  /** Multiplicative hashing: the upper bits of the product depend on all bits of the word. */
  private long tag(long lastWord) {
    return (lastWord * salt) & TAG;
  }

  private static int entry(long value) {
    return (int) value - 1;
  }

  /** The slots for all hashes that begin with the same bits. */
  private static final class Part {
    private final int depth;
    private long[] slots;
    private int size;

    Part(int depth, int slots) {
      this.depth = depth;
      this.slots = new long[slots];
    }

    boolean isFull() {
      return 3 * size >= 2 * slots.length;
    }

    /** The first slot to look at: by the bits that follow those that select the part. */
    private int home(long value) {
      return (int) ((value << depth) >>> (Long.SIZE - Integer.numberOfTrailingZeros(slots.length)));
    }

    private void add(long value) {
      int mask = slots.length - 1;
      int slot = home(value & TAG);
      while (slots[slot] != FREE) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = value;
      size++;
    }

    private void grow() {
      long[] old = slots;
      slots = new long[2 * old.length];
      size = 0;
      for (long value : old) {
        if (value != FREE) {
          add(value);
        }
      }
    }

    /** Frees a slot and closes the gap, so that no probe ends too early (Knuth 6.4, R). */
    private void remove(long value) {
      int mask = slots.length - 1;
      int gap = home(value & TAG);
      while (slots[gap] != value) {
        gap = (gap + 1) & mask;
      }
      int next = (gap + 1) & mask;
      while (slots[next] != FREE) {
        int home = home(slots[next] & TAG);
        // A value may move back into the gap unless its home lies between the gap and its slot.
        if (((next - home) & mask) >= ((next - gap) & mask)) {
          slots[gap] = slots[next];
          gap = next;
        }
        next = (next + 1) & mask;
      }
      slots[gap] = FREE;
      size--;
    }
  }
}
