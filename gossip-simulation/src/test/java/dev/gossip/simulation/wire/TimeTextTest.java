package dev.gossip.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.05S, 50ms",
    "PT1.5S, 1500ms",
    "PT10M, 600s",
    "PT0.0015S, 1500us",
    "PT0.000000001S, 1ns",
    "PT9223372036854775807.999999999S, 9223372036854775807s",
    "PT-9223372036854775808S, -9223372036854775808s"
  })
  void timeIsAWholeNumberOfTheLargestUnit(Duration time, String text) {
    assertThat(TimeText.of(time)).isEqualTo(text);
  }
}
