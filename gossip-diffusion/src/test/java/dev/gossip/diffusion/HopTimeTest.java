package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopTimeTest {

  /** With the natural logarithm. With the decimal one the first would be 98 s. */
  @ParameterizedTest
  @CsvSource({"0.1, 100, 0.1, 42.7", "0.2, 175, 0.1, 16.6", "0.25, 100, 0.1, 5.7"})
  void theMeanEmbargoIsThatOfThePaper(double q, long hopMillis, double epsilon, double seconds) {
    Duration mean = new HopTime(Duration.ofMillis(hopMillis)).meanEmbargo(q, epsilon);

    assertThat(mean.toNanos() / 1e9).isCloseTo(seconds, within(0.05));
  }

  /** The own two links say little of the eight that follow. */
  @Test
  void fastLinksOfItsOwnDoNotShortenAnEmbargoAndSlowOnesMakeItLonger() {
    Duration configured = new HopTime(Duration.ofMillis(100)).meanEmbargo(0.1, 0.1);
    HopTime fast = new HopTime(Duration.ofMillis(100));
    HopTime mixed = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 100; i++) {
      fast.measured(Duration.ofMillis(10).toNanos());
      mixed.measured(Duration.ofMillis(i % 2 == 0 ? 10 : 800).toNanos());
    }

    assertThat(fast.meanEmbargo(0.1, 0.1)).isEqualTo(configured);
    assertThat(fast.retryAfter()).isLessThan(Duration.ofMillis(31));
    assertThat(mixed.meanEmbargo(0.1, 0.1)).isGreaterThan(configured.multipliedBy(3).dividedBy(2));
  }

  @Test
  void whatIsMeasuredReplacesTheGuess() {
    HopTime time = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 100; i++) {
      time.measured(Duration.ofMillis(40).toNanos());
    }

    assertThat(time.retryAfter().toNanos() / 1e6).isCloseTo(120, within(0.1));
  }

  @Test
  void aNeighbourThatAnswersLateDoesNotMakeEmbargoesEndless() {
    HopTime time = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 1_000; i++) {
      time.measured(Duration.ofDays(1).toNanos());
    }

    assertThat(time.retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(6));
    time.measured(-1);
    assertThat(time.retryAfter()).isPositive();
  }
}
