package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymbolDecoderTest {
  private static final int SHARED =
      Integer.getInteger("gossip.seeds.scale", 1) > 1 ? 99_000 : 1_000;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 1, 0",
    "0, 0, 1",
    "0, 1000, 0",
    "10, 0, 0",
    "10, 1, 0",
    "10, 0, 1",
    "10, 1, 1",
    "1000, 0, 0",
    "1000, 10, 0",
    "1000, 0, 10",
    "1000, 50, 50",
    "100000, 0, 0",
    "100000, 1, 0",
    "100000, 1, 1",
    "100000, 100, 0",
    "100000, 0, 100",
    "100000, 1000, 0",
    "100000, 0, 1000",
    "99000, 500, 500",
    "0, 5000, 5000",
  })
  void decodesTheDifferenceOfTwoSets(int shared, int missing, int surplus) {
    long seed = 1_000_003L * shared + 1_009L * missing + surplus;
    System.out.println("seed " + seed);
    Difference difference = Difference.random(new SplittableRandom(seed), shared, missing, surplus);

    SymbolDecoder decoder = difference.decode();

    assertThat(decoder.isDecoded()).isTrue();
    assertThat(decoder.isBroken()).isFalse();
    assertThat(Difference.sorted(decoder.missing())).isEqualTo(difference.missing());
    assertThat(Difference.sorted(decoder.surplus())).isEqualTo(difference.surplus());
  }

  @ParameterizedTest
  @CsvSource({"100, 1.5", "1000, 1.42"})
  void takesFewSymbolsForEachDifference(int differences, double most) {
    long seed = differences;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long symbols = 0;
    for (int trial = 0; trial < 300; trial++) {
      int surplus = random.nextInt(differences + 1);
      Difference difference = Difference.random(random, SHARED, differences - surplus, surplus);
      symbols += difference.decode().received();
    }

    assertThat(symbols / (300.0 * differences)).isLessThanOrEqualTo(most);
  }

  @Test
  void twoMessagesWithTheSameShortIdAreDecodedAsOne() {
    CodedSet theirs = new CodedSet(new long[] {1, 2, 7, 7});
    theirs.extendTo(20);
    SymbolDecoder decoder = new SymbolDecoder(new CodedSet(new long[] {1, 2}));
    SymbolDecoder withOneOfThem = new SymbolDecoder(new CodedSet(new long[] {1, 2, 7}));

    decoder.add(theirs.range(0, 20));
    withOneOfThem.add(theirs.range(0, 20));

    assertThat(decoder.missing()).containsExactly(7);
    assertThat(withOneOfThem.isDecoded()).isTrue();
    assertThat(withOneOfThem.missing()).isEmpty();
  }

  @Test
  void zeroIsAShortId() {
    CodedSet theirs = new CodedSet(new long[] {0, 3});
    theirs.extendTo(20);
    SymbolDecoder decoder = new SymbolDecoder(new CodedSet(new long[] {3}));

    decoder.add(theirs.range(0, 20));

    assertThat(decoder.isDecoded()).isTrue();
    assertThat(decoder.missing()).containsExactly(0);
  }

  @Test
  void decoderWithoutSymbolsHasDecodedNothing() {
    SymbolDecoder decoder = new SymbolDecoder(new CodedSet(new long[0]));

    assertThat(decoder.isDecoded()).isFalse();
    assertThat(decoder.isBroken()).isFalse();
    assertThat(decoder.received()).isZero();
  }

  @Test
  void decodesTheSameFromManySymbolsAtATime() {
    System.out.println("seed 1");
    Difference difference = Difference.random(new SplittableRandom(1), 1_000, 300, 200);
    int needed = difference.decode().received();
    SymbolDecoder decoder = new SymbolDecoder(difference.ours());
    difference.theirs().extendTo(needed);

    decoder.add(difference.theirs().range(0, needed / 2));
    assertThat(decoder.isDecoded()).isFalse();
    decoder.add(difference.theirs().range(needed / 2, needed));

    assertThat(decoder.isDecoded()).isTrue();
    assertThat(Difference.sorted(decoder.missing())).isEqualTo(difference.missing());
    assertThat(Difference.sorted(decoder.surplus())).isEqualTo(difference.surplus());
  }
}
