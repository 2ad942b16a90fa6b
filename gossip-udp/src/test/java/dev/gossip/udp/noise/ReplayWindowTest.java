package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 70, 1_023, 1_024, 1_025, 3_000})
  void windowEqualsASetOfAllNumbers(int jump) {
    RandomSeeds.forEach(seed -> assertEqualsASet(jump, seed));
  }

  @Test
  void compactWindowHasSeenAllUpToTheHighest() {
    ReplayWindow window = new ReplayWindow();
    List.of(1L, 3L, 2L, 4L).forEach(window::add);
    window.compact();
    for (long counter = 1; counter <= 4; counter++) {
      assertThat(window.hasSeen(counter)).as("%d", counter).isTrue();
    }
    window.add(7);
    window.compact();
    List<Boolean> seen = LongStream.rangeClosed(1, 8).mapToObj(window::hasSeen).toList();
    assertThat(seen).containsExactly(true, true, true, true, false, false, true, false);
  }

  private static void assertEqualsASet(int jump, long seed) {
    Random random = new Random(seed);
    ReplayWindow window = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long highest = 0;
    for (int i = 0; i < 20_000; i++) {
      long counter = Math.max(1, highest + jump - random.nextInt(jump + ReplayWindow.SIZE + 70));
      assertThat(window.reaches(counter))
          .as("seed %d", seed)
          .isEqualTo(counter > highest - ReplayWindow.SIZE);
      if (window.reaches(counter)) {
        assertThat(window.hasSeen(counter)).as("seed %d", seed).isEqualTo(seen.contains(counter));
        window.add(counter);
        if (random.nextInt(50) == 0) {
          window.compact();
        }
        seen.add(counter);
        highest = Math.max(highest, counter);
      }
    }
  }
}
