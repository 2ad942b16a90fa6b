package dev.gossip.discovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitterTest {
  private final RandomGenerator random = new SplittableRandom(1);

  @ParameterizedTest
  @ValueSource(strings = {"PT0.000000003S", "PT30S", "P40000D", "P106000D"})
  void durationsStayWithinTheirBounds(Duration duration) {
    for (int i = 0; i < 1_000; i++) {
      assertThat(Jitter.near(duration, random))
          .isBetween(
              duration.multipliedBy(3).dividedBy(4),
              duration.multipliedBy(5).dividedBy(4).plusNanos(1));
      assertThat(Jitter.around(duration, random))
          .isBetween(duration.dividedBy(2), duration.multipliedBy(3).dividedBy(2));
      assertThat(Jitter.upTo(duration, random)).isBetween(duration.dividedBy(2), duration);
    }
  }
}
