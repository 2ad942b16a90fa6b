package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entry of an id. A hash table in parts, each with open addressing and linear probing.
 * The first bits of a hash select the part. A part that is full is split by one more bit
 * (extendible hashing), so that growth never copies more than one part.
 *
 * <p>A slot holds half of the hash and the number of the entry. So a look-up of an unknown id
 * touches one cache line, and growth needs no entries.
 */
final class IdIndex implements IdEntries.Removal {
  private static final int MIN_SLOTS = 8;

  /**
   * 256 KiB: a split takes less than a millisecond, a million ids need at most 92 parts, and the
   * garbage collector does not treat the arrays as huge ones.
   */
  private static final int MAX_SLOTS = 1 << 15;

  /** Deepest split: 65,536 parts, for a billion ids. Then the parts grow. */
  private static final int MAX_DEPTH = 16;

  private static final long FREE = 0;
  private static final long HASH = -1L << Integer.SIZE;
  private static final long[][] NO_SLOTS = {};
  private static final Part[] NO_PARTS = {};

  /** All hashes that begin with the same bits. */
  private static final class Part {
    private final int depth;
    private int size;

    Part(int depth) {
      this.depth = depth;
    }
  }

  private final IdEntries entries;
  private final long salt;
  private final int maxSlots;

  // By the first `depth` bits of a hash; a part may have several places. None without ids. The
  // slots are not in the part, since a look-up would touch one more object.
  private Part[] parts = NO_PARTS;
  private long[][] slotsOfParts = NO_SLOTS;
  private int depth;

  // What a split has left, for one half of the next one.
  private long @Nullable [] spare;

  // Of no use but that the compiler has to load what is added.
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /**
   * Creates an empty index.
   *
   * @param salt odd and random, so that nobody can choose ids that share the same slots
   */
  IdIndex(IdEntries entries, long salt) {
    this(entries, salt, MAX_SLOTS);
  }

  /** With another size of the parts, a power of two. */
  IdIndex(IdEntries entries, long salt, int maxSlots) {
    this.entries = entries;
    this.salt = salt;
    this.maxSlots = maxSlots;
  }

  /** The entry of an id; {@link IdEntries#NONE} if there is none. */
  int find(MessageId id) {
    return find(id.word(0), id.word(1), id.word(2), id.word(3));
  }

  /** The entry of the id with these words; {@link IdEntries#NONE} if there is none. */
  int find(long word0, long word1, long word2, long word3) {
    if (slotsOfParts.length == 0) {
      return IdEntries.NONE;
    }
    long hash = hash(word3);
    long[] slots = slotsOfParts[part(hash)];
    int mask = slots.length - 1;
    int slot = home(hash) & mask;
    while (slots[slot] != FREE) {
      if ((slots[slot] & HASH) == hash) {
        int entry = (int) slots[slot] - 1;
        if (entries.isAt(entry, word0, word1, word2, word3)) {
          return entry;
        }
      }
      slot = (slot + 1) & mask;
    }
    return IdEntries.NONE;
  }

  /** Loads the slot in which the search for an id begins, so that the search need not wait. */
  void touch(long lastWord) {
    if (slotsOfParts.length > 0) {
      long hash = hash(lastWord);
      long[] slots = slotsOfParts[part(hash)];
      touched += slots[home(hash) & (slots.length - 1)];
    }
  }

  /** Adds an entry whose id is not here. */
  void add(int entry) {
    if (parts.length == 0) {
      parts = new Part[] {new Part(0)};
      slotsOfParts = new long[][] {new long[MIN_SLOTS]};
    }
    long hash = hash(entries.lastWord(entry));
    while (isFull(part(hash))) {
      if (slotsOfParts[part(hash)].length < maxSlots || parts[part(hash)].depth == MAX_DEPTH) {
        grow(part(hash));
      } else {
        split(part(hash));
      }
    }
    parts[part(hash)].size++;
    put(slotsOfParts[part(hash)], hash | (entry + 1));
  }

  @Override
  public void soon(long lastWord) {
    touch(lastWord);
  }

  @Override
  public void removing(int entry) {
    remove(entry);
  }

  /** Removes an entry, which must be here, and closes the gap (Knuth 6.4, algorithm R). */
  void remove(int entry) {
    long hash = hash(entries.lastWord(entry));
    long[] slots = slotsOfParts[part(hash)];
    int mask = slots.length - 1;
    int gap = home(hash) & mask;
    while (slots[gap] != (hash | (entry + 1))) {
      gap = (gap + 1) & mask;
    }
    int next = (gap + 1) & mask;
    while (slots[next] != FREE) {
      int home = home(slots[next]);
      // A value may move back into the gap unless its home lies between the gap and its slot.
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
      next = (next + 1) & mask;
    }
    slots[gap] = FREE;
    parts[part(hash)].size--;
  }

  void clear() {
    parts = NO_PARTS;
    slotsOfParts = NO_SLOTS;
    spare = null;
    depth = 0;
  }

  private boolean isFull(int part) {
    return 3 * parts[part].size >= 2 * slotsOfParts[part].length;
  }

  private void grow(int part) {
    long[] grown = new long[2 * slotsOfParts[part].length];
    for (long value : slotsOfParts[part]) {
      if (value != FREE) {
        put(grown, value);
      }
    }
    replace(part, parts[part], parts[part], grown, grown);
  }

  private void split(int part) {
    int level = parts[part].depth;
    Part[] halves = {new Part(level + 1), new Part(level + 1)};
    long[] whole = slotsOfParts[part];
    long[][] slotsOfHalves = {spare == null ? new long[maxSlots] : spare, new long[maxSlots]};
    for (long value : whole) {
      if (value != FREE) {
        int half = (int) (value >>> (Long.SIZE - 1 - level)) & 1;
        halves[half].size++;
        put(slotsOfHalves[half], value);
      }
    }
    int number = part;
    if (level == depth) {
      doubleParts();
      number = 2 * part;
    }
    replace(number, halves[0], halves[1], slotsOfHalves[0], slotsOfHalves[1]);
    Arrays.fill(whole, FREE);
    spare = whole;
  }

  /** Replaces a part, in each half of the places that it has. */
  private void replace(int part, Part lower, Part upper, long[] lowerSlots, long[] upperSlots) {
    Part replaced = parts[part];
    int places = 1 << (depth - replaced.depth);
    int first = part & -places;
    for (int i = 0; i < places; i++) {
      parts[first + i] = 2 * i < places ? lower : upper;
      slotsOfParts[first + i] = 2 * i < places ? lowerSlots : upperSlots;
    }
  }

  private void doubleParts() {
    Part[] doubled = new Part[2 * parts.length];
    long[][] slotsOfDoubled = new long[doubled.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = parts[i / 2];
      slotsOfDoubled[i] = slotsOfParts[i / 2];
    }
    parts = doubled;
    slotsOfParts = slotsOfDoubled;
    depth++;
  }

  private static void put(long[] slots, long value) {
    int mask = slots.length - 1;
    int slot = home(value) & mask;
    while (slots[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = value;
  }

  private int part(long hash) {
    // In two steps, since a shift by 64 bits would be none.
    return (int) (hash >>> 1 >>> (Long.SIZE - 1 - depth));
  }

  /** Where the search in a part starts; other bits than those that select the part. */
  private static int home(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }

  /** Multiplicative hashing: half of the product, in the upper bits. */
  private long hash(long lastWord) {
    return (lastWord * salt) & HASH;
  }
}
