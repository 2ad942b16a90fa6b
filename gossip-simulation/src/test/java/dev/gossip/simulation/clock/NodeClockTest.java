package dev.gossip.simulation.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeClockTest {
  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

  private final NodeClock clock = new NodeClock();

  @Test
  void localTimeIsVirtualTimeWithoutDrift() {
    assertThat(clock.localNanos(HOUR_NANOS)).isEqualTo(HOUR_NANOS);
    assertThat(clock.virtualNanos(HOUR_NANOS)).isEqualTo(HOUR_NANOS);
  }

  @Test
  void driftOf100PartsPerMillionGains360MillisecondsPerHour() {
    clock.drift(0, 100);

    assertThat(clock.localNanos(HOUR_NANOS) - HOUR_NANOS).isEqualTo(360_000_000);
    assertThat(clock.wallMillis(HOUR_NANOS) - clock.wallMillis(0)).isEqualTo(3_600_360);
  }

  @Test
  void localTimeDoesNotJumpWhenTheDriftChanges() {
    clock.drift(0, 50_000);
    long before = clock.localNanos(HOUR_NANOS);
    clock.drift(HOUR_NANOS, -50_000);

    assertThat(clock.localNanos(HOUR_NANOS)).isEqualTo(before);
    assertThat(clock.localNanos(2 * HOUR_NANOS) - before).isEqualTo(HOUR_NANOS / 100 * 95);
  }

  @Test
  void offsetChangesTheWallClockOnly() {
    long right = clock.wallMillis(HOUR_NANOS);
    clock.offset(Duration.ofSeconds(-30));

    assertThat(clock.wallMillis(HOUR_NANOS)).isEqualTo(right - 30_000);
    assertThat(clock.localNanos(HOUR_NANOS)).isEqualTo(HOUR_NANOS);
  }

  @Test
  void virtualNanosIsTheEarliestTimeAtWhichTheLocalClockShowsIt() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      clock.drift(i, random.nextInt(-400_000, 400_000));
      long local = clock.localNanos(i) + random.nextLong(1, HOUR_NANOS);
      long virtual = clock.virtualNanos(local);

      assertThat(clock.localNanos(virtual)).as("seed %s", seed).isGreaterThanOrEqualTo(local);
      assertThat(clock.localNanos(virtual - 1)).as("seed %s", seed).isLessThan(local);
    }
  }

  @Test
  void clocksThatAreMadeWrongAreNotThoseOfOtherNodes() {
    NodeClock own = NodeClock.right().own();
    own.drift(0, 1_000);

    assertThat(own.own()).isSameAs(own);
    assertThat(own.isWrong()).isTrue();
    assertThat(NodeClock.right().isWrong()).isFalse();
    assertThat(NodeClock.right().localNanos(1_000_000)).isEqualTo(1_000_000);
  }
}
