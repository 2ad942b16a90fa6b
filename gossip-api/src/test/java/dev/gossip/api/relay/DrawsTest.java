package dev.gossip.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Seeds are fixed; each bound is at least five standard errors wide. */
class DrawsTest {
  private static final int TRIALS = 100_000;
  private static final Duration MEAN = Duration.ofMillis(100);

  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void exponentialHasTheRightMeanAndTail() {
    double[] draws = draws(() -> Draws.exponential(random, MEAN));

    assertThat(DoubleStream.of(draws).average().orElseThrow()).isCloseTo(1, within(0.016));
    assertThat(shareAbove(draws, 1)).isCloseTo(Math.exp(-1), within(0.008));
    assertThat(shareAbove(draws, 3)).isCloseTo(Math.exp(-3), within(0.004));
  }

  @Test
  void exponentialBelowIsDistributedLikeRedrawingAboveTheLimit() {
    double[] draws = draws(() -> Draws.truncatedExponential(random, MEAN, MEAN.multipliedBy(2)));

    assertThat(DoubleStream.of(draws)).allMatch(draw -> draw >= 0 && draw < 2);
    assertThat(shareAbove(draws, 1))
        .isCloseTo((Math.exp(-1) - Math.exp(-2)) / (1 - Math.exp(-2)), within(0.008));
  }

  @Test
  void sampleDrawsEveryOrderedPairEquallyOften() {
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < TRIALS; i++) {
      counts.merge(Draws.sample(random, List.of(1, 2, 3, 4), 2).toString(), 1, Integer::sum);
    }

    assertThat(counts).hasSize(12);
    assertThat(counts.values())
        .allSatisfy(
            count -> assertThat((double) count / TRIALS).isCloseTo(1 / 12.0, within(0.005)));
  }

  @Test
  void sampleOfMoreElementsThanTheListHasIsTheWholeList() {
    assertThat(Draws.sample(random, List.of(1, 2, 3), 9)).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(Draws.sample(random, List.of(), 2)).isEmpty();
  }

  private interface Draw {
    Duration next();
  }

  /** In multiples of the mean. */
  private static double[] draws(Draw draw) {
    return DoubleStream.generate(() -> (double) draw.next().toNanos() / MEAN.toNanos())
        .limit(TRIALS)
        .toArray();
  }

  private static double shareAbove(double[] draws, double limit) {
    return DoubleStream.of(draws).filter(draw -> draw > limit).count() / (double) TRIALS;
  }
}
