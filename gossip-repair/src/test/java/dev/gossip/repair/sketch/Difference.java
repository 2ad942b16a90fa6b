package dev.gossip.repair.sketch;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Two random sets of short ids, of which a part is shared. */
final class Difference {
  private final long[] missing;
  private final long[] surplus;
  private final long[] ourIds;
  private final CodedSet theirs;
  private final CodedSet ours;

  private Difference(long[] shared, long[] missing, long[] surplus) {
    this.missing = missing;
    this.surplus = surplus;
    ourIds = concat(shared, surplus);
    theirs = new CodedSet(concat(shared, missing));
    ours = new CodedSet(ourIds);
  }

  static Difference random(SplittableRandom random, int shared, int missing, int surplus) {
    return new Difference(
        random.longs(shared).toArray(),
        random.longs(missing).sorted().toArray(),
        random.longs(surplus).sorted().toArray());
  }

  private static long[] concat(long[] head, long[] tail) {
    return LongStream.concat(Arrays.stream(head), Arrays.stream(tail)).toArray();
  }

  /** What they have and we have not, in order. */
  long[] missing() {
    return missing;
  }

  /** What we have and they have not, in order. */
  long[] surplus() {
    return surplus;
  }

  long[] ourIds() {
    return ourIds;
  }

  CodedSet theirs() {
    return theirs;
  }

  CodedSet ours() {
    return ours;
  }

  static long[] sorted(long[] shortIds) {
    long[] copy = shortIds.clone();
    Arrays.sort(copy);
    return copy;
  }

  /**
   * Adds as many symbols as there are differences, since a symbol reveals no more than one, and
   * then one at a time: so the result has received no more than it takes.
   */
  SymbolDecoder decode() {
    SymbolDecoder decoder = new SymbolDecoder(ours);
    int differences = missing.length + surplus.length;
    int end = Math.max(1, differences);
    while (!decoder.isDecoded() && end < 100 + 3 * differences) {
      theirs.extendTo(end);
      decoder.add(theirs.range(decoder.received(), end));
      end++;
    }
    return decoder;
  }
}
