package dev.gossip.reputation.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecayTest {
  private static final long HALF_LIFE = 60_000_000_000L;

  @Test
  void halfIsLeftAfterEachHalfLife() {
    assertThat(Decay.factor(0, HALF_LIFE)).isEqualTo(1);
    assertThat(Decay.factor(-HALF_LIFE, HALF_LIFE)).isEqualTo(1);
    assertThat(Decay.factor(HALF_LIFE, HALF_LIFE)).isCloseTo(0.5, within(1e-15));
    assertThat(Decay.factor(3 * HALF_LIFE, HALF_LIFE)).isCloseTo(0.125, within(1e-15));
    assertThat(Decay.factor(Long.MAX_VALUE, HALF_LIFE)).isZero();
  }

  @Test
  void timeUntilAValueIsTheInverse() {
    assertThat(Decay.nanosUntil(80, 10, HALF_LIFE)).isCloseTo(3 * HALF_LIFE, within(1L));
    assertThat(Decay.nanosUntil(10, 10, HALF_LIFE)).isZero();
    assertThat(Decay.nanosUntil(5, 10, HALF_LIFE)).isZero();
  }

  @Test
  void counterThatGrowsSteadilyConverges() {
    double count = 0;
    for (int second = 0; second < 1_000; second++) {
      count = count * Decay.factor(1_000_000_000, HALF_LIFE) + 1;
    }

    assertThat(Decay.limitOf(1, HALF_LIFE)).isCloseTo(count, within(0.01));
  }

  @Test
  void cheapCounterErrsByLittle() {
    DecayingCount cheap = new DecayingCount(HALF_LIFE, -7);
    double exact = 0;
    long now = -7;
    for (int i = 0; i < 100_000; i++) {
      now += 13_000_000;
      cheap.add(now);
      exact = exact * Decay.factor(13_000_000, HALF_LIFE) + 1;
      assertThat(cheap.at(now)).isBetween(0.989 * exact, 1.011 * exact);
    }
  }
}
