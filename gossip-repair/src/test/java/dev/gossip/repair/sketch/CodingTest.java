package dev.gossip.repair.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodingTest {
  // Computed in Python from the formulas in the comments of Coding.
  @Test
  void shortIdsAreInTheSameSymbolsOnEveryMachine() {
    assertThat(indices(0))
        .containsExactly(0, 1, 3, 4, 16, 24, 26, 42, 247, 297, 331, 531, 1043, 1674);
    assertThat(indices(1)).containsExactly(0, 1, 2, 3, 6, 7, 11, 15, 39, 49, 52, 93, 96, 104);
    assertThat(indices(0x0123456789abcdefL))
        .containsExactly(0, 4, 77, 109, 141, 181, 200, 223, 291, 821, 1573, 1689, 1702, 10144);
    assertThat(indices(-1))
        .containsExactly(0, 1, 2, 6, 7, 16, 26, 29, 230, 407, 584, 765, 2788, 3264);
  }

  @Test
  void checksumsAreTheSameOnEveryMachine() {
    assertThat(Coding.checksum(0)).isZero();
    assertThat(Coding.checksum(1)).isEqualTo(0x5692161d);
    assertThat(Coding.checksum(0x0123456789abcdefL)).isEqualTo(0xb2c058e4);
    assertThat(Coding.checksum(-1)).isEqualTo(0xb4d055fc);
  }

  @Test
  void symbolContainsShortIdsWithTheChanceOfItsIndex() {
    int shortIds = 200_000;
    int symbols = 50;
    int[] single = new int[symbols];
    int[] withPrevious = new int[symbols];
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < shortIds; k++) {
      long shortId = random.nextLong();
      int previous = -1;
      for (int index = 0; index < symbols; index = Coding.next(shortId, index)) {
        single[index]++;
        if (previous == index - 1) {
          withPrevious[index]++;
        }
        previous = index;
      }
    }

    for (int i = 0; i < symbols; i++) {
      assertShare(single[i], shortIds, 2.0 / (i + 2));
      assertShare(withPrevious[i], shortIds, i == 0 ? 1 : 2.0 / (i + 2) * 2 / (i + 1));
    }
  }

  private static void assertShare(int count, int of, double chance) {
    double deviation = Math.sqrt(of * chance * (1 - chance));
    assertThat((double) count).isCloseTo(of * chance, within(5 * deviation));
  }

  // Short ids for which the random number is 0 or 2^64 - 1, also computed in Python.
  @Test
  void jumpsHaveALeastAndAGreatestLength() {
    assertThat(Coding.next(0x61c8864680b583ebL, 0)).isEqualTo(134_217_727);
    assertThat(Coding.next(0xd1d53ec10717272eL, 9)).isEqualTo(995_385_310);
    assertThat(Coding.next(0x31628af67b2131abL, 0)).isEqualTo(1);
    assertThat(Coding.next(0xa16f43710182d4eeL, 9)).isEqualTo(10);
  }

  @Test
  void indicesIncreaseUpToTheLargestNumber() {
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < 10_000; k++) {
      long shortId = random.nextLong();
      int index = 0;
      while (index < Integer.MAX_VALUE) {
        int next = Coding.next(shortId, index);
        assertThat(next).isGreaterThan(index);
        index = next;
      }
    }
  }

  private static int[] indices(long shortId) {
    return IntStream.iterate(0, index -> Coding.next(shortId, index)).limit(14).toArray();
  }
}
