package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gossip.repair.RandomSeeds;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Symbols that no set has. */
class HostileSymbolsTest {
  private static final int SYMBOLS = 200;
  private static final int FUZZ_RUNS = 2_000 * Integer.getInteger("gossip.seeds.scale", 1);

  // In symbols 0, 4 and 77.
  private static final long STRANGER = 0x0123456789abcdefL;

  private final long[] shortIds = new SplittableRandom(1).longs(100).toArray();
  private final SymbolDecoder decoder = new SymbolDecoder(new CodedSet(shortIds));

  @Test
  void symbolWithAShortIdThatBelongsIntoAnotherIsBroken() {
    Symbols symbols = new Symbols(shortIds);
    symbols.include(0, STRANGER, 1, 2);
    symbols.include(2, STRANGER);

    decoder.add(symbols.range(0, 4));

    assertThat(decoder.isBroken()).isTrue();
  }

  @Test
  void shortIdThatIsDecodedTwiceIsBroken() {
    Symbols symbols = new Symbols(shortIds);
    symbols.include(0, STRANGER, 1, 2);
    symbols.include(4, STRANGER);
    symbols.include(77, STRANGER, STRANGER);

    decoder.add(symbols.range(0, SYMBOLS));

    assertThat(decoder.isBroken()).isTrue();
  }

  @Test
  void shortIdThatIsDecodedAgainFromLaterSymbolsIsBroken() {
    Symbols symbols = new Symbols(shortIds);
    symbols.include(0, STRANGER, 1, 2);
    symbols.include(4, STRANGER);
    symbols.include(77, STRANGER, STRANGER);
    decoder.add(symbols.range(0, 60));
    assertThat(decoder.isBroken()).isFalse();
    assertThat(decoder.missing()).containsExactly(STRANGER);

    decoder.add(symbols.range(60, 100));

    assertThat(decoder.isBroken()).isTrue();
  }

  @Test
  void missingShortIdThatTheOwnSetHasIsBroken() {
    Symbols symbols = new Symbols(shortIds);
    symbols.include(0, shortIds[3]);

    decoder.add(symbols.range(0, 1));

    assertThat(decoder.isBroken()).isTrue();
    assertThat(decoder.missing()).isEmpty();
  }

  @Test
  void surplusShortIdThatTheOwnSetLacksIsBroken() {
    Symbols symbols = new Symbols(shortIds);
    symbols.sums[0] ^= 5;
    symbols.checks[0] ^= Coding.checksum(5);
    symbols.counts[0]--;

    decoder.add(symbols.range(0, 1));

    assertThat(decoder.isBroken()).isTrue();
    assertThat(decoder.surplus()).isEmpty();
  }

  @Test
  void symbolWithMoreShortIdsThanTheSetIsBroken() {
    Symbols symbols = new Symbols(new long[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    symbols.counts[3] = 9;
    symbols.counts[4] = 10;

    decoder.add(symbols.range(0, 4));
    assertThat(decoder.isBroken()).isFalse();
    decoder.add(symbols.range(4, 5));

    assertThat(decoder.isBroken()).isTrue();
  }

  @Test
  void symbolThatIsLeftOverIsBroken() {
    for (int field = 0; field < 3; field++) {
      Symbols symbols = new Symbols(shortIds);
      symbols.flip(field, 7, 1);
      SymbolDecoder other = new SymbolDecoder(new CodedSet(shortIds));

      other.add(symbols.range(0, SYMBOLS));

      assertThat(other.isBroken()).as("field %d", field).isTrue();
    }
  }

  @Test
  void singleWithAWrongChecksumIsNotDecoded() {
    Symbols symbols = new Symbols(shortIds);
    symbols.include(0, 5);
    symbols.checks[0] ^= 1;

    decoder.add(symbols.range(0, 1));

    assertThat(decoder.isDecoded()).isFalse();
    assertThat(decoder.missing()).isEmpty();
  }

  @Test
  void symbolsAreAddedInOrder() {
    Symbols symbols = new Symbols(new long[] {1, 2, 3});
    decoder.add(symbols.range(0, 0));
    decoder.add(symbols.range(0, 1));

    assertThatIllegalArgumentException().isThrownBy(() -> decoder.add(symbols.range(0, 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> decoder.add(symbols.range(2, 3)));
    decoder.add(symbols.range(1, 1));
    assertThat(decoder.received()).isEqualTo(1);
  }

  @Test
  void symbolsAfterTheLastThatIsNeededAreNotLookedAt() {
    Symbols symbols = new Symbols(shortIds);
    decoder.add(symbols.range(0, 1));
    assertThat(decoder.isDecoded()).isTrue();
    symbols.flip(0, 1, 1);

    decoder.add(symbols.range(1, 2));

    assertThat(decoder.isDecoded()).isTrue();
    assertThat(decoder.received()).isEqualTo(1);
  }

  @Test
  void symbolsAreDecodedOnlyToASetThatHasThem() {
    long seed = RandomSeeds.draw(0);
    SplittableRandom random = new SplittableRandom(seed);
    int broken = 0;
    for (int run = 0; run < FUZZ_RUNS; run++) {
      Difference difference = Difference.random(random, 50, random.nextInt(40), random.nextInt(40));
      Symbols symbols = new Symbols(difference.theirs());
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        symbols.change(random);
      }

      SymbolDecoder fuzzed = new SymbolDecoder(difference.ours());
      while (fuzzed.received() < SYMBOLS && !fuzzed.isDecoded() && !fuzzed.isBroken()) {
        int from = fuzzed.received();
        fuzzed.add(symbols.range(from, Math.min(SYMBOLS, from + 1 + random.nextInt(100))));
      }

      int received = fuzzed.received();
      assertThat(fuzzed.missing().length + fuzzed.surplus().length).isLessThanOrEqualTo(received);
      if (fuzzed.isDecoded()) {
        Symbols decoded = new Symbols(apply(difference, fuzzed));
        assertThat(decoded.range(0, received).encode(0, received))
            .isEqualTo(symbols.range(0, received).encode(0, received));
      }
      broken += fuzzed.isBroken() ? 1 : 0;
    }
    assertThat(broken).isPositive();
  }

  @Test
  void eachSymbolRevealsAtMostOneShortId() {
    // Each symbol holds a short id of its own, which belongs there and is in no other.
    int symbols = 2_000;
    SplittableRandom random = new SplittableRandom(1);
    Symbols hostile = new Symbols(new long[0], symbols);
    for (int i = 0; i < symbols; i++) {
      long shortId = random.nextLong();
      while (!isIn(shortId, i)) {
        shortId = random.nextLong();
      }
      hostile.counts[i] = 1;
      hostile.sums[i] = shortId;
      hostile.checks[i] = Coding.checksum(shortId);
    }
    hostile.counts[0] = Integer.MAX_VALUE;
    SymbolDecoder empty = new SymbolDecoder(new CodedSet(new long[0]));

    empty.add(hostile.range(0, symbols));

    assertThat(empty.isDecoded()).isFalse();
    assertThat(empty.missing().length + empty.surplus().length).isLessThanOrEqualTo(symbols);
  }

  /** The own set without what is surplus and with what is missing. */
  private static long[] apply(Difference difference, SymbolDecoder decoder) {
    Set<Long> surplus = Arrays.stream(decoder.surplus()).boxed().collect(Collectors.toSet());
    return LongStream.concat(
            Arrays.stream(difference.ourIds()).filter(shortId -> !surplus.contains(shortId)),
            Arrays.stream(decoder.missing()))
        .toArray();
  }

  private static boolean isIn(long shortId, int symbol) {
    int index = 0;
    while (index < symbol) {
      index = Coding.next(shortId, index);
    }
    return index == symbol;
  }

  /** Symbols that a test can change. */
  private static final class Symbols {
    final long[] sums;
    final int[] checks;
    final int[] counts;

    Symbols(long[] shortIds) {
      this(shortIds, SYMBOLS);
    }

    Symbols(long[] shortIds, int size) {
      this(new CodedSet(shortIds), size);
    }

    Symbols(CodedSet set) {
      this(set, SYMBOLS);
    }

    private Symbols(CodedSet set, int size) {
      set.extendTo(size);
      sums = IntStream.range(0, size).mapToLong(set::sum).toArray();
      checks = IntStream.range(0, size).map(set::check).toArray();
      counts = IntStream.range(0, size).map(set::count).toArray();
    }

    void include(int index, long... shortIds) {
      for (long shortId : shortIds) {
        sums[index] ^= shortId;
        checks[index] ^= Coding.checksum(shortId);
        counts[index]++;
      }
    }

    /** Flips a bit of the sum, the checksum or the number. */
    void flip(int field, int index, int bit) {
      switch (field) {
        case 0 -> sums[index] ^= 1L << bit;
        case 1 -> checks[index] ^= 1 << bit;
        default -> counts[index] ^= 1 << (bit & 7);
      }
    }

    void change(SplittableRandom random) {
      int index = random.nextInt(random.nextBoolean() ? 10 : SYMBOLS);
      if (random.nextInt(4) > 0) {
        flip(random.nextInt(3), index, random.nextInt(64));
      } else if (random.nextBoolean()) {
        include(index, random.nextLong());
      } else {
        int other = random.nextInt(SYMBOLS);
        sums[index] = sums[other];
        checks[index] = checks[other];
        counts[index] = counts[other];
      }
    }

    SymbolRange range(int from, int to) {
      return new SymbolRange(
          from,
          Arrays.copyOfRange(sums, from, to),
          Arrays.copyOfRange(checks, from, to),
          Arrays.copyOfRange(counts, from, to));
    }
  }
}
