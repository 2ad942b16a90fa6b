package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIndexOutOfBoundsException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodedSetTest {
  private static final int SYMBOLS = 1_000;

  private final long[] shortIds = new SplittableRandom(1).longs(5_000).toArray();

  @Test
  void firstSymbolContainsAllShortIds() {
    CodedSet set = new CodedSet(shortIds);
    set.extendTo(1);

    assertThat(set.range(0, 1).count(0)).isEqualTo(5_000);
    assertThat(set.sum(0)).isEqualTo(Arrays.stream(shortIds).reduce(0, (a, b) -> a ^ b));
  }

  @Test
  void symbolsAreTheSameHoweverTheyAreComputed() {
    CodedSet atOnce = new CodedSet(shortIds);
    atOnce.extendTo(SYMBOLS);
    CodedSet inSteps = new CodedSet(Arrays.stream(shortIds).sorted().toArray());
    for (int end = 1; end <= SYMBOLS; end++) {
      inSteps.extendTo(end);
      assertThat(inSteps.symbols()).isBetween(end, end + end / 8);
    }

    assertThat(encode(inSteps)).isEqualTo(encode(atOnce));
  }

  @Test
  void setComputesAnEighthInAdvance() {
    CodedSet set = new CodedSet(shortIds);
    set.extendTo(800);
    assertThat(set.symbols()).isEqualTo(800);
    set.extendTo(800);
    assertThat(set.symbols()).isEqualTo(800);
    set.extendTo(801);
    assertThat(set.symbols()).isEqualTo(900);
    set.extendTo(2_000);
    assertThat(set.symbols()).isEqualTo(2_000);
  }

  @Test
  void equalShortIdsCountOnce() {
    CodedSet once = new CodedSet(shortIds);
    long[] repeated = Arrays.copyOf(shortIds, 2 * shortIds.length);
    System.arraycopy(shortIds, 0, repeated, shortIds.length, shortIds.length);
    CodedSet twice = new CodedSet(repeated);
    once.extendTo(SYMBOLS);
    twice.extendTo(SYMBOLS);

    assertThat(twice.size()).isEqualTo(5_000);
    assertThat(encode(twice)).isEqualTo(encode(once));
  }

  @Test
  void setKeepsACopyOfTheShortIds() {
    long[] passed = shortIds.clone();
    CodedSet set = new CodedSet(passed);
    Arrays.fill(passed, 7);
    set.extendTo(SYMBOLS);
    CodedSet same = new CodedSet(shortIds);
    same.extendTo(SYMBOLS);

    assertThat(encode(set)).isEqualTo(encode(same));
  }

  @Test
  void rangeIsAPartOfTheSymbols() {
    CodedSet set = new CodedSet(shortIds);
    set.extendTo(SYMBOLS);
    SymbolRange part = set.range(100, 200);

    assertThat(part.first()).isEqualTo(100);
    assertThat(part.end()).isEqualTo(200);
    assertThat(part.size()).isEqualTo(100);
    assertThat(part.encode(100, 200)).isEqualTo(set.range(0, SYMBOLS).encode(100, 200));
  }

  @Test
  void symbolsThatHaveNotBeenComputedAreRejected() {
    CodedSet set = new CodedSet(shortIds);
    set.extendTo(10);

    assertThat(set.range(10, 10).size()).isZero();
    assertThatIndexOutOfBoundsException().isThrownBy(() -> set.range(0, 11));
    assertThatIndexOutOfBoundsException().isThrownBy(() -> set.range(-1, 5));
    assertThatIndexOutOfBoundsException().isThrownBy(() -> set.range(5, 4));
  }

  @Test
  void emptySetHasEmptySymbols() {
    CodedSet set = new CodedSet(new long[0]);
    set.extendTo(3);

    assertThat(set.range(0, 3).encode(0, 3).toByteArray()).containsOnly(0).hasSize(39);
  }

  private static Object encode(CodedSet set) {
    return set.range(0, SYMBOLS).encode(0, SYMBOLS);
  }
}
