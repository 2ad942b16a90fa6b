package dev.gossip.udp.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.RandomSeeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossFloorTest {
  private static final int SEEDS = 20;

  private final LossFloor floor = new LossFloor();

  private boolean round(int acked, int lost) {
    return round(acked, lost, true);
  }

  private boolean round(int acked, int lost, boolean isPathIdle) {
    for (int i = 0; i < acked; i++) {
      floor.onAcked();
    }
    for (int i = 0; i < lost; i++) {
      floor.onLost();
    }
    return floor.isHigh(isPathIdle, false);
  }

  @Test
  void firstLossOfAnIdlePathIsItsFloor() {
    assertThat(round(70, 30)).isFalse();
    assertThat(floor.floor()).isEqualTo(0.3);
    assertThat(round(70, 30)).isFalse();
  }

  @Test
  void lossAboveTheFloorIsHigh() {
    round(100, 0);
    assertThat(round(90, 10)).isTrue();
  }

  @Test
  void lossWithAQueueIsHighAndNotTheFloor() {
    assertThat(round(70, 30, false)).isTrue();
    assertThat(floor.floor()).isZero();
  }

  @Test
  void singleLossIsNotHigh() {
    round(100, 0);
    assertThat(round(31, 1)).isFalse();
  }

  @Test
  void fewOutcomesWaitForMore() {
    round(100, 0);
    assertThat(round(8, 8)).isFalse();
    assertThat(round(8, 8)).isTrue();
  }

  @Test
  void lossThatReductionsDoNotChangeBecomesTheFloor() {
    round(100, 0);
    assertThat(round(80, 20)).isTrue();
    assertThat(round(80, 20)).isTrue();
    assertThat(round(80, 20)).isFalse();
    assertThat(floor.floor()).isEqualTo(0.2);
  }

  @Test
  void lossThatReductionsLowerStaysHigh() {
    round(100, 0);
    assertThat(round(50, 50)).isTrue();
    assertThat(round(70, 30)).isTrue();
    assertThat(round(85, 15)).isTrue();
  }

  @Test
  void lossOfMostDatagramsIsAlwaysHigh() {
    for (int i = 0; i < 100; i++) {
      round(10, 90);
    }
    assertThat(round(10, 90)).isTrue();
  }

  @Test
  void steadyRandomLossIsRarelyHigh() {
    RandomSeeds.forEach(
        first -> {
          for (long seed = first; seed < first + SEEDS; seed++) {
            for (double share : new double[] {0, 0.01, 0.05, 0.3}) {
              assertThat(highRounds(seed, share)).as("%s, seed %d", share, seed).isLessThan(20);
            }
          }
        });
  }

  private static int highRounds(long seed, double share) {
    Random random = new Random(seed);
    LossFloor floor = new LossFloor();
    int high = 0;
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < 64; i++) {
        if (random.nextDouble() < share) {
          floor.onLost();
        } else {
          floor.onAcked();
        }
      }
      high += floor.isHigh(true, false) ? 1 : 0;
    }
    return high;
  }
}
