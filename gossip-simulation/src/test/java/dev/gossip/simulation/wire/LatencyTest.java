package dev.gossip.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTest {
  private static final long SEED = 9;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private long[] sorted(Latency latency) {
    return LongStream.range(0, 10_001)
        .map(i -> latency.sampleNanos(0, 1, random))
        .sorted()
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "none, 0, 0",
    "constant:50ms, 50000, 50000",
    "constant:7us, 7, 7",
    "uniform:10ms-100ms, 10000, 100000",
    "uniform:1ms-2s, 1000, 2000000"
  })
  void parsedLatencyGivesSamplesOfItsRange(String text, long minMicros, long maxMicros) {
    long[] samples = sorted(Latency.parse(text));

    assertThat(samples[0]).as("seed %s", SEED).isGreaterThanOrEqualTo(minMicros * 1_000);
    assertThat(samples[samples.length - 1])
        .as("seed %s", SEED)
        .isLessThanOrEqualTo(maxMicros * 1_000);
    assertThat(samples[5_000] / 1e3)
        .as("median, seed %s", SEED)
        .isCloseTo((minMicros + maxMicros) / 2.0, within((maxMicros - minMicros) * 0.03 + 1e-9));
  }

  @Test
  void logNormalLatencyHasItsMedianAndTail() {
    long[] samples = sorted(Latency.parse("lognormal:50ms:0.5"));

    assertThat(samples[5_000] / 1e6).as("seed %s", SEED).isCloseTo(50, within(1.5));
    // One standard deviation above the median: 50 ms * e^0.5.
    assertThat(samples[8_413] / 1e6).as("seed %s", SEED).isCloseTo(82.4, within(3.0));
  }

  @Test
  void matrixGivesEveryPairItsOwnLatency() {
    Duration none = Duration.ZERO;
    Latency latency =
        Latency.matrix(
            List.of(List.of(none, Duration.ofMillis(3)), List.of(Duration.ofMillis(5), none)));

    assertThat(latency.sampleNanos(0, 1, random)).isEqualTo(3_000_000);
    assertThat(latency.sampleNanos(1, 0, random)).isEqualTo(5_000_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> latency.sampleNanos(0, 2, random))
        .withMessageContaining("2 nodes; there is a node 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> latency.sampleNanos(2, 0, random))
        .withMessageContaining("2 nodes; there is a node 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Latency.matrix(List.of(List.of())))
        .withMessageContaining("as many columns as rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fast",
        "constant",
        "constant:-5ms",
        "constant:5",
        "uniform:100ms-10ms",
        "uniform:5ms-5ms",
        "lognormal:0ms:0.5",
        "lognormal:5ms:x",
        "lognormal:5ms:99",
        "matrix",
        "matrix:",
        "matrix:nowhere",
        "geo:",
        "geo:nowhere",
        "topology:",
        "topology: ",
        "constant:99999999999999999999ms"
      })
  void invalidLatencyIsRejectedInOneLine(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Latency.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
