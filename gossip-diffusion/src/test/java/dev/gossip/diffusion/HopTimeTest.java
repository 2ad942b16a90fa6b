package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopTimeTest {
  private static final int SMALL = 1_000;
  private static final int LARGE = 1 << 20;

  /** The formula uses the natural logarithm; with the decimal one the first would be 98 s. */
  @ParameterizedTest
  @CsvSource({"0.1, 100, 0.1, 42.7", "0.2, 175, 0.1, 16.6", "0.25, 100, 0.1, 5.7"})
  void meanEmbargoMatchesThePaper(double q, long hopMillis, double epsilon, double seconds) {
    Duration mean = new HopTime(Duration.ofMillis(hopMillis)).meanEmbargo(q, epsilon, SMALL);

    assertThat(mean.toNanos() / 1e9).isCloseTo(seconds, within(0.05));
  }

  /** A node's own two links say little about the eight further hops. */
  @Test
  void embargoIsLengthenedBySlowOwnLinksButNotShortenedByFastOnes() {
    Duration configured = new HopTime(Duration.ofMillis(100)).meanEmbargo(0.1, 0.1, SMALL);
    HopTime fast = new HopTime(Duration.ofMillis(100));
    HopTime mixed = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 100; i++) {
      fast.addMeasurement(Duration.ofMillis(10).toNanos());
      mixed.addMeasurement(Duration.ofMillis(i % 2 == 0 ? 10 : 800).toNanos());
    }

    assertThat(fast.meanEmbargo(0.1, 0.1, SMALL)).isEqualTo(configured);
    assertThat(fast.retryAfter(SMALL)).isLessThan(Duration.ofMillis(31));
    assertThat(mixed.meanEmbargo(0.1, 0.1, SMALL))
        .isGreaterThan(configured.multipliedBy(3).dividedBy(2));
  }

  @Test
  void measurementsReplaceTheConfiguredRetryTime() {
    HopTime time = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 100; i++) {
      time.addMeasurement(Duration.ofMillis(40).toNanos());
    }

    assertThat(time.retryAfter(SMALL).toNanos() / 1e6).isCloseTo(120, within(0.1));
  }

  @Test
  void measurementsOutOfRangeAreBounded() {
    HopTime time = new HopTime(Duration.ofMillis(100));
    for (int i = 0; i < 1_000; i++) {
      time.addMeasurement(Duration.ofDays(1).toNanos());
    }

    assertThat(time.retryAfter(SMALL)).isLessThanOrEqualTo(Duration.ofSeconds(6));
    time.addMeasurement(-1);
    assertThat(time.retryAfter(SMALL)).isPositive();
  }

  @Test
  void largeMessagesGetTimeForTheirAnnouncementAndTheirBytes() {
    HopTime time = new HopTime(Duration.ofMillis(100));

    assertThat(time.retryAfter(8 * 1024)).isEqualTo(time.retryAfter(SMALL));
    assertThat(time.retryAfter(LARGE))
        .isEqualTo(time.retryAfter(SMALL).multipliedBy(2).plusSeconds(3));
    Duration small = time.meanEmbargo(0.1, 0.1, SMALL);
    // A hop takes 100 ms; 200 ms more for the announcement and the request, and 1 s.
    assertThat(time.meanEmbargo(0.1, 0.1, LARGE).toNanos() / (double) small.toNanos())
        .isCloseTo(13, within(0.01));
  }
}
