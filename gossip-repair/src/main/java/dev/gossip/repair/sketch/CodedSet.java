package dev.gossip.repair.sketch;

import java.util.Arrays;

/**
 * A set of short ids, and the coded symbols that have been computed of it so far. The set does not
 * change. Not thread-safe: one thread at a time, which may hand it over.
 *
 * <p>Takes 12 bytes for each short id and 16 for each symbol.
 */
public final class CodedSet {
  private final long[] shortIds;
  // For each short id, the first symbol that contains it and has not been computed.
  private final int[] nextIndices;
  private int symbols;
  private long[] sums = {};
  private int[] checks = {};
  private int[] counts = {};

  /**
   * @param shortIds in any order; copied, and equal ones count once
   */
  public CodedSet(long[] shortIds) {
    long[] sorted = shortIds.clone();
    Arrays.sort(sorted);
    int size = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[size++] = sorted[i];
      }
    }
    this.shortIds = size == sorted.length ? sorted : Arrays.copyOf(sorted, size);
    nextIndices = new int[size];
  }

  /** How many short ids there are, without repetitions. */
  public int size() {
    return shortIds.length;
  }

  /** How many symbols have been computed. */
  public int symbols() {
    return symbols;
  }

  /**
   * Computes the symbols below {@code end} that do not exist yet, and some more, so that many small
   * steps do not cost more than one large step. Visits every short id: milliseconds for 10,000.
   */
  public void extendTo(int end) {
    if (end <= symbols) {
      return;
    }
    int newEnd = Math.max(end, symbols + symbols / 8);
    sums = Arrays.copyOf(sums, newEnd);
    checks = Arrays.copyOf(checks, newEnd);
    counts = Arrays.copyOf(counts, newEnd);
    for (int k = 0; k < shortIds.length; k++) {
      if (nextIndices[k] < newEnd) {
        nextIndices[k] = include(shortIds[k], nextIndices[k], newEnd);
      }
    }
    symbols = newEnd;
  }

  /** Returns the first index from {@code end} on. */
  private int include(long shortId, int from, int end) {
    int check = Coding.checksum(shortId);
    int index = from;
    while (index < end) {
      sums[index] ^= shortId;
      checks[index] ^= check;
      counts[index]++;
      index = Coding.next(shortId, index);
    }
    return index;
  }

  /**
   * A copy of symbols.
   *
   * @throws IndexOutOfBoundsException if not all of them have been computed
   */
  public SymbolRange range(int from, int to) {
    if (from < 0 || from > to || to > symbols) {
      throw new IndexOutOfBoundsException(from + " to " + to + " of " + symbols + " symbols");
    }
    return new SymbolRange(
        from,
        Arrays.copyOfRange(sums, from, to),
        Arrays.copyOfRange(checks, from, to),
        Arrays.copyOfRange(counts, from, to));
  }

  boolean contains(long shortId) {
    return Arrays.binarySearch(shortIds, shortId) >= 0;
  }

  long sum(int index) {
    return sums[index];
  }

  int check(int index) {
    return checks[index];
  }

  int count(int index) {
    return counts[index];
  }
}
