package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import java.util.Arrays;

/**
 * An entry for each remembered id: the id, when it expires, when it was added, and where its
 * message is stored. An entry is a row of one array of numbers, so that reading it touches one or
 * two cache lines and the garbage collector has nothing to follow. Entries are created in the order
 * of arrival, in chunks: growth copies nothing but the first, small chunk. The numbers of removed
 * entries are used again, the one that was removed first before the others.
 */
final class IdEntries {
  static final int NONE = -1;

  /** Seconds of expiry start here; 0 marks a free entry. */
  static final int FIRST_END = 1;

  private static final int FREE = 0;
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;
  private static final int FIRST_ENTRIES = 4;

  /** So many entries before its turn, a removal is announced: enough for memory to answer. */
  private static final int AHEAD = 8;

  // A row: the four words of the id, end and bucket, the place in the store.
  private static final int ROW = 6;
  private static final int LAST_WORD = 3;
  private static final int TIMES = 4;
  private static final int STORE_SLOT = 5;

  // Above the place in the store, in the same word.
  private static final long GIVEN_UP = 1L << Integer.SIZE;

  private static final Chunk[] NO_CHUNKS = {};

  private static final class Chunk {
    private long[] rows;
    private int live;

    /** No entry expires earlier than this. */
    private int earliestEnd = Integer.MAX_VALUE;

    /** No entry has an older bucket than this. */
    private int oldestBucket;

    Chunk(int entries) {
      rows = new long[entries * ROW];
    }
  }

  // No chunks while there are no ids, as in most nodes of a large, idle network.
  private Chunk[] chunks = NO_CHUNKS;
  private int chunkCount;
  private int created;
  private int live;
  private int earliestEnd = Integer.MAX_VALUE;
  private int firstFree = NONE;
  private int lastFree = NONE;

  /** Hears of the entries that are removed together. */
  interface Removal {

    /** Maybe an entry is removed soon whose id ends with this word. */
    void soon(long lastWord);

    /** This entry is removed next. */
    void removing(int entry);
  }

  int size() {
    return live;
  }

  /** Adds an entry that has no stored message; returns its number. */
  int add(MessageId id, int end, int bucket) {
    int entry = firstFree == NONE ? create() : takeFree();
    Chunk chunk = chunk(entry);
    long[] rows = chunk.rows;
    int at = row(entry);
    rows[at] = id.word(0);
    rows[at + 1] = id.word(1);
    rows[at + 2] = id.word(2);
    rows[at + 3] = id.word(3);
    rows[at + TIMES] = times(end, bucket);
    rows[at + STORE_SLOT] = Integer.toUnsignedLong(NONE);
    if (chunk.live == 0) {
      chunk.earliestEnd = end;
      chunk.oldestBucket = bucket;
    } else {
      chunk.earliestEnd = Math.min(chunk.earliestEnd, end);
    }
    earliestEnd = Math.min(earliestEnd, end);
    chunk.live++;
    live++;
    return entry;
  }

  boolean isAt(int entry, long word0, long word1, long word2, long word3) {
    long[] rows = chunk(entry).rows;
    int at = row(entry);
    return rows[at + 3] == word3
        && rows[at + 2] == word2
        && rows[at + 1] == word1
        && rows[at] == word0;
  }

  /** The last word of an id, from which its hash is computed. */
  long lastWord(int entry) {
    return chunk(entry).rows[row(entry) + 3];
  }

  /** The place of the message in the store; {@link #NONE} if never stored, or no such entry. */
  int storeSlot(int entry) {
    return entry < created ? (int) chunk(entry).rows[row(entry) + STORE_SLOT] : NONE;
  }

  void setStoreSlot(int entry, int slot) {
    chunk(entry).rows[row(entry) + STORE_SLOT] = Integer.toUnsignedLong(slot);
  }

  /** Marks the message of an entry as one that will never be delivered. */
  void giveUp(int entry) {
    chunk(entry).rows[row(entry) + STORE_SLOT] |= GIVEN_UP;
  }

  boolean isGivenUp(int entry) {
    return (chunk(entry).rows[row(entry) + STORE_SLOT] & GIVEN_UP) != 0;
  }

  void remove(int entry) {
    Chunk chunk = chunk(entry);
    int at = row(entry);
    chunk.rows[at] = NONE;
    chunk.rows[at + TIMES] = times(FREE, 0);
    chunk.rows[at + STORE_SLOT] = Integer.toUnsignedLong(NONE);
    chunk.live--;
    live--;
    if (live == 0) {
      clear();
      return;
    }
    if (lastFree == NONE) {
      firstFree = entry;
    } else {
      chunk(lastFree).rows[row(lastFree)] = entry;
    }
    lastFree = entry;
  }

  private void clear() {
    chunks = NO_CHUNKS;
    chunkCount = 0;
    created = 0;
    earliestEnd = Integer.MAX_VALUE;
    firstFree = NONE;
    lastFree = NONE;
  }

  /** Removes the entries that end before a second. Costs nothing before the first one ends. */
  void removeEndedBefore(int second, Removal removal) {
    if (second <= earliestEnd) {
      return;
    }
    int earliest = Integer.MAX_VALUE;
    for (int i = 0; i < chunkCount; i++) {
      Chunk chunk = chunks[i];
      if (chunk.live > 0 && chunk.earliestEnd < second) {
        chunk.earliestEnd = removeEndedBefore(second, i, removal);
      }
      if (chunk.live > 0) {
        earliest = Math.min(earliest, chunk.earliestEnd);
      }
    }
    earliestEnd = earliest;
  }

  /** Returns when the first of the entries left in a chunk ends. */
  private int removeEndedBefore(int second, int number, Removal removal) {
    Chunk chunk = chunks[number];
    int earliest = Integer.MAX_VALUE;
    for (int at = TIMES, i = 0; chunk.live > 0 && at < chunk.rows.length; at += ROW, i++) {
      announce(chunk, at + AHEAD * ROW, removal);
      int end = end(chunk.rows[at]);
      if (end == FREE) {
        continue;
      }
      if (end < second) {
        removeAt(number, i, removal);
      } else {
        earliest = Math.min(earliest, end);
      }
    }
    return earliest;
  }

  /** The age of the oldest entry in buckets. */
  int oldestAge(AgeBuckets ages) {
    int oldest = 0;
    for (int i = 0; i < chunkCount; i++) {
      Chunk chunk = chunks[i];
      // A bound may be out of date, but is never too young.
      if (chunk.live > 0 && ages.age(chunk.oldestBucket) > oldest) {
        chunk.oldestBucket = oldestBucket(chunk, ages);
        oldest = Math.max(oldest, ages.age(chunk.oldestBucket));
      }
    }
    return oldest;
  }

  private static int oldestBucket(Chunk chunk, AgeBuckets ages) {
    int oldest = 0;
    for (int at = TIMES; at < chunk.rows.length; at += ROW) {
      long times = chunk.rows[at];
      if (end(times) != FREE) {
        oldest = Math.max(oldest, ages.age(bucket(times)));
      }
    }
    return ages.bucketOfAge(oldest);
  }

  /** Removes the entries of an age in buckets, which must be the oldest. */
  void removeOfAge(int age, AgeBuckets ages, Removal removal) {
    for (int number = 0; number < chunkCount; number++) {
      Chunk chunk = chunks[number];
      if (chunk.live == 0 || ages.age(chunk.oldestBucket) < age) {
        continue;
      }
      for (int at = TIMES, i = 0; chunk.live > 0 && at < chunk.rows.length; at += ROW, i++) {
        announce(chunk, at + AHEAD * ROW, removal);
        long times = chunk.rows[at];
        if (end(times) != FREE && ages.age(bucket(times)) == age) {
          removeAt(number, i, removal);
        }
      }
      chunk.oldestBucket = oldestBucket(chunk, ages);
    }
  }

  private static void announce(Chunk chunk, int at, Removal removal) {
    if (at < chunk.rows.length && end(chunk.rows[at]) != FREE) {
      removal.soon(chunk.rows[at + LAST_WORD - TIMES]);
    }
  }

  private void removeAt(int chunkNumber, int index, Removal removal) {
    int entry = chunkNumber << CHUNK_BITS | index;
    removal.removing(entry);
    remove(entry);
  }

  private int takeFree() {
    int entry = firstFree;
    firstFree = (int) chunk(entry).rows[row(entry)];
    if (firstFree == NONE) {
      lastFree = NONE;
    }
    return entry;
  }

  private int create() {
    int entry = created++;
    int number = entry >>> CHUNK_BITS;
    if (number == chunkCount) {
      if (number == chunks.length) {
        chunks = Arrays.copyOf(chunks, number + 1 + number / 4);
      }
      chunkCount++;
      chunks[number] = new Chunk(number == 0 ? FIRST_ENTRIES : CHUNK_ENTRIES);
    }
    Chunk chunk = chunks[number];
    if (row(entry) == chunk.rows.length) {
      chunk.rows = Arrays.copyOf(chunk.rows, 2 * chunk.rows.length);
    }
    return entry;
  }

  private Chunk chunk(int entry) {
    return chunks[entry >>> CHUNK_BITS];
  }

  private static int row(int entry) {
    return (entry & (CHUNK_ENTRIES - 1)) * ROW;
  }

  private static long times(int end, int bucket) {
    return (long) end << Integer.SIZE | Integer.toUnsignedLong(bucket);
  }

  private static int end(long times) {
    return (int) (times >>> Integer.SIZE);
  }

  private static int bucket(long times) {
    return (int) times;
  }
}
