package dev.gossip.repair.sketch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Consecutive coded symbols. Each is the exclusive or of its short ids, that of their checksums,
 * and their number. Immutable.
 */
public final class SymbolRange {
  /** The most bytes that a symbol takes: 8 of the sum, 4 of the checksum, 1 to 5 of the number. */
  public static final int MAX_SYMBOL_BYTES = 17;

  private static final int MIN_SYMBOL_BYTES = 13;

  private final int first;
  private final long[] sums;
  private final int[] checks;
  private final int[] counts;

  /** Takes the arrays over; they have the same length. */
  SymbolRange(int first, long[] sums, int[] checks, int[] counts) {
    this.first = first;
    this.sums = sums;
    this.checks = checks;
    this.counts = counts;
  }

  /** The index of the first symbol. */
  public int first() {
    return first;
  }

  /** The index after that of the last symbol. */
  public int end() {
    return first + sums.length;
  }

  /** How many symbols there are. */
  public int size() {
    return sums.length;
  }

  /** The symbols from an index on, of those that are here. */
  public SymbolRange from(int index) {
    int skipped = index - first;
    return new SymbolRange(
        index,
        Arrays.copyOfRange(sums, skipped, sums.length),
        Arrays.copyOfRange(checks, skipped, sums.length),
        Arrays.copyOfRange(counts, skipped, sums.length));
  }

  /** How many short ids the symbol contains; symbol 0 contains all of the set. */
  public int count(int index) {
    return counts[index - first];
  }

  long sum(int index) {
    return sums[index - first];
  }

  int check(int index) {
    return checks[index - first];
  }

  /**
   * Where to end so that the symbols from {@code from} on take at most {@code maxBytes} bytes.
   *
   * @return {@code from} if not even one fits
   */
  public int endWithin(int from, int maxBytes) {
    int index = from;
    int left = maxBytes;
    while (index < end() && left >= symbolBytes(index)) {
      left -= symbolBytes(index);
      index++;
    }
    return index;
  }

  private int symbolBytes(int index) {
    return MIN_SYMBOL_BYTES + (31 - Integer.numberOfLeadingZeros(count(index) | 1)) / 7;
  }

  /** The symbols from one index to before another, as the frame {@code Symbols} carries them. */
  public ByteString encode(int from, int to) {
    int bytes = 0;
    for (int index = from; index < to; index++) {
      bytes += symbolBytes(index);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    for (int index = from; index < to; index++) {
      out.putLong(sum(index)).putInt(check(index));
      int count = count(index);
      while (count >= 0x80) {
        out.put((byte) (count | 0x80));
        count >>>= 7;
      }
      out.put((byte) count);
    }
    return ByteString.copyFrom(out.flip());
  }

  /**
   * Parses what {@link #encode} returns.
   *
   * @param first the index of the first symbol
   * @param maxEnd how many symbols are accepted in all, those before {@code first} included
   * @throws InvalidProtocolBufferException if the bytes are malformed, or there are more symbols
   */
  public static SymbolRange parse(int first, ByteString bytes, int maxEnd)
      throws InvalidProtocolBufferException {
    if (first < 0 || first > maxEnd) {
      throw new InvalidProtocolBufferException("symbols from " + Integer.toUnsignedString(first));
    }
    int capacity = Math.min(bytes.size() / MIN_SYMBOL_BYTES, maxEnd - first);
    long[] sums = new long[capacity];
    int[] checks = new int[capacity];
    int[] counts = new int[capacity];
    int size = 0;
    ByteBuffer in = bytes.asReadOnlyByteBuffer();
    while (in.hasRemaining()) {
      if (size == capacity || in.remaining() < MIN_SYMBOL_BYTES) {
        throw new InvalidProtocolBufferException("too many symbols, or half a symbol");
      }
      sums[size] = in.getLong();
      checks[size] = in.getInt();
      counts[size++] = parseCount(in);
    }
    return new SymbolRange(
        first, Arrays.copyOf(sums, size), Arrays.copyOf(checks, size), Arrays.copyOf(counts, size));
  }

  private static int parseCount(ByteBuffer in) throws InvalidProtocolBufferException {
    long count = 0;
    for (int shift = 0; shift < 35 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      count |= (next & 0x7fL) << shift;
      if (next >= 0 && count <= Integer.MAX_VALUE) {
        return (int) count;
      }
    }
    throw new InvalidProtocolBufferException("the number of short ids of a symbol is malformed");
  }
}
