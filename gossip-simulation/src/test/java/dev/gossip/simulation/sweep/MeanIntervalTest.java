package dev.gossip.simulation.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanIntervalTest {
  @ParameterizedTest
  @CsvSource({
    "1, 12.7062",
    "2, 4.3027",
    "3, 3.1824",
    "4, 2.7764",
    "5, 2.5706",
    "10, 2.2281",
    "30, 2.0423",
    "100, 1.9840",
    "1000, 1.9623",
    "1001, 1.9623",
    "1000000, 1.9600",
  })
  void quantileIsThatOfPublishedTables(int degrees, double quantile) {
    assertThat(MeanInterval.quantile975(degrees)).isCloseTo(quantile, within(0.00006));
  }

  @Test
  void intervalIsThatOfStudent() {
    MeanInterval interval = MeanInterval.of(List.of(4.0, 6.0, 8.0));

    assertThat(interval.count()).isEqualTo(3);
    assertThat(interval.mean()).isEqualTo(6);
    // t = 4.3027, standard deviation 2, of 3 values
    assertThat(interval.error()).isCloseTo(4.9683, within(0.0001));
    assertThat(interval.low()).isCloseTo(1.0317, within(0.0001));
    assertThat(interval.high()).isCloseTo(10.9683, within(0.0001));
  }

  @Test
  void equalValuesHaveNoErrorAndOneValueHasNoBound() {
    assertThat(MeanInterval.of(List.of(0.1, 0.1, 0.1))).isEqualTo(new MeanInterval(3, 0.1, 0));
    assertThat(MeanInterval.of(List.of(5.0)).error()).isInfinite();
  }
}
