package dev.gossip.repair.sketch;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Decodes the coded symbols of another set into what that set and the own one do not share. The
 * difference of two symbols of the same index is the symbol of those short ids. One that contains a
 * single short id reveals it, and the short id is then taken out of all other symbols, of which
 * some then contain a single one.
 *
 * <p>Safe against any symbols: each reveals at most one short id, which is taken out of the symbols
 * that contain it. Those are 2 ln(n/2) of n on average, or 26 of a million, and about 90 of a
 * million for the worst of all 2^64 short ids, so nobody can construct one that is in many. Hence
 * time and memory are bounded by the number of symbols, besides a pass over the own set. Not
 * thread-safe: one thread at a time, which may hand it over together with the own set.
 */
public final class SymbolDecoder {
  private enum Progress {
    OPEN,
    DECODED,
    BROKEN
  }

  private enum SymbolState {
    OPEN,
    QUEUED,
    // It has revealed its short id, and stays empty.
    REVEALED
  }

  private final CodedSet own;
  private Progress progress = Progress.OPEN;
  private int received;
  private int theirSize;

  // For each symbol that has been received.
  private long[] sums = {};
  private int[] checks = {};
  private int[] counts = {};
  private SymbolState[] states = {};
  private int[] queue = {};
  private int queued;

  // For each short id that has been decoded. Not more than symbols, which reveal one each.
  private long[] decoded = {};
  private int[] signs = {};
  private int[] nextIndices = {};
  private int decodedSize;

  public SymbolDecoder(CodedSet own) {
    this.own = own;
  }

  /**
   * Adds the symbols that follow those received so far, and decodes as far as possible. Does
   * nothing once all is decoded, or the symbols are known to be broken. Visits each short id of the
   * own set if that has fewer symbols: milliseconds for 10,000.
   *
   * @throws IllegalArgumentException if the first symbol is not number {@link #received}
   */
  public void add(SymbolRange range) {
    if (progress != Progress.OPEN) {
      return;
    }
    if (range.first() != received) {
      throw new IllegalArgumentException("symbol " + range.first() + " instead of " + received);
    }
    if (range.size() == 0) {
      return;
    }
    subtractOwn(range);
    for (int k = 0; k < decodedSize; k++) {
      takeOut(k);
    }
    for (int index = range.first(); index < received; index++) {
      queueIfSingle(index);
    }
    while (queued > 0 && progress == Progress.OPEN) {
      reveal(queue[--queued]);
    }
    // Every short id is in symbol 0, so an empty one says that there are no more.
    if (progress == Progress.OPEN && isEmpty(0)) {
      boolean allEmpty = IntStream.range(0, received).allMatch(this::isEmpty);
      progress = allEmpty ? Progress.DECODED : Progress.BROKEN;
    }
  }

  private void subtractOwn(SymbolRange range) {
    own.extendTo(range.end());
    reserve(range.end());
    if (received == 0) {
      theirSize = range.count(0);
    }
    for (int index = received; index < range.end(); index++) {
      if (range.count(index) > theirSize) {
        progress = Progress.BROKEN;
      }
      sums[index] = range.sum(index) ^ own.sum(index);
      checks[index] = range.check(index) ^ own.check(index);
      counts[index] = range.count(index) - own.count(index);
      states[index] = SymbolState.OPEN;
    }
    received = range.end();
  }

  private void reserve(int symbols) {
    if (symbols > sums.length) {
      int capacity = Math.max(symbols, sums.length + sums.length / 2);
      sums = Arrays.copyOf(sums, capacity);
      checks = Arrays.copyOf(checks, capacity);
      counts = Arrays.copyOf(counts, capacity);
      states = Arrays.copyOf(states, capacity);
      queue = Arrays.copyOf(queue, capacity);
      decoded = Arrays.copyOf(decoded, capacity);
      signs = Arrays.copyOf(signs, capacity);
      nextIndices = Arrays.copyOf(nextIndices, capacity);
    }
  }

  private boolean isEmpty(int index) {
    return counts[index] == 0 && sums[index] == 0 && checks[index] == 0;
  }

  private boolean isSingle(int index) {
    return (counts[index] == 1 || counts[index] == -1)
        && checks[index] == Coding.checksum(sums[index]);
  }

  private void queueIfSingle(int index) {
    if (states[index] == SymbolState.OPEN && isSingle(index)) {
      states[index] = SymbolState.QUEUED;
      queue[queued++] = index;
    }
  }

  private void reveal(int index) {
    states[index] = SymbolState.OPEN;
    if (!isSingle(index)) {
      return; // Another symbol has revealed the same short id.
    }
    long shortId = sums[index];
    int sign = counts[index];
    // What is theirs alone cannot be in the own set, and what is ours alone must be.
    if (own.contains(shortId) == (sign > 0)) {
      progress = Progress.BROKEN;
      return;
    }
    decoded[decodedSize] = shortId;
    signs[decodedSize] = sign;
    nextIndices[decodedSize] = 0;
    takeOut(decodedSize++);
    if (isEmpty(index)) {
      states[index] = SymbolState.REVEALED;
    } else {
      progress = Progress.BROKEN; // It does not belong into this symbol.
    }
  }

  /** Takes a decoded short id out of the symbols from its next index on. */
  private void takeOut(int k) {
    long shortId = decoded[k];
    int check = Coding.checksum(shortId);
    int index = nextIndices[k];
    while (index < received) {
      if (states[index] == SymbolState.REVEALED) {
        progress = Progress.BROKEN;
        return;
      }
      sums[index] ^= shortId;
      checks[index] ^= check;
      counts[index] -= signs[k];
      queueIfSingle(index);
      index = Coding.next(shortId, index);
    }
    nextIndices[k] = index;
  }

  /** How many symbols have been added. */
  public int received() {
    return received;
  }

  /** Whether {@link #missing} and {@link #surplus} are complete. */
  public boolean isDecoded() {
    return progress == Progress.DECODED;
  }

  /**
   * Whether the symbols contradict each other or the own set, so that they are not those of a set,
   * or a symbol of several short ids has passed for one.
   */
  public boolean isBroken() {
    return progress == Progress.BROKEN;
  }

  /** The short ids decoded so far that the other set has and the own one has not. */
  public long[] missing() {
    return decodedWithSign(1);
  }

  /** The short ids decoded so far that the own set has and the other one has not. */
  public long[] surplus() {
    return decodedWithSign(-1);
  }

  private long[] decodedWithSign(int sign) {
    return IntStream.range(0, decodedSize)
        .filter(k -> signs[k] == sign)
        .mapToLong(k -> decoded[k])
        .toArray();
  }
}
