package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final Duration VIRTUAL = Duration.ofMillis(5_250);
  private static final String CLEAR = "\r\033[K";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nowNanos = 1_000_000_000_000L;

  private ProgressBar bar(boolean visible, String what) {
    return new ProgressBar(new PrintStream(err, true, UTF_8), visible, what, () -> nowNanos);
  }

  @Test
  void itIsDrawnOverAndOverOnOneLineAndTakenAway() {
    ProgressBar bar = bar(true, "relay.flooding");
    bar.show("publishing", 0.5, VIRTUAL);
    nowNanos += 2_500_000_000L;
    bar.show("settling", 1, VIRTUAL);
    bar.clear();
    bar.clear();

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            CLEAR
                + "relay.flooding [#####.....] 50 %, publishing: 5.3 s simulated in 0 s"
                + CLEAR
                + "relay.flooding [##########] 100 %, settling: 5.3 s simulated in 2 s"
                + CLEAR);
  }

  @Test
  void itIsDrawnTenTimesASecondAtMost() {
    ProgressBar bar = bar(true, "relay.flooding");
    for (int i = 0; i < 1_000; i++) {
      bar.show("publishing", i / 1e3, VIRTUAL);
      nowNanos += 1_000_000;
    }

    assertThat(err.toString(UTF_8).split("\r", -1)).hasSize(1 + 10);
  }

  @Test
  void itNeverWraps() {
    bar(true, "relay." + "x".repeat(200)).show("publishing", 0.5, VIRTUAL);

    assertThat(err.toString(UTF_8).substring(CLEAR.length())).hasSize(79);
  }

  @Test
  void withoutATerminalNothingIsDrawn() {
    ProgressBar bar = bar(false, "relay.flooding");
    bar.show("publishing", 0.5, VIRTUAL);
    bar.clear();

    assertThat(err.size()).isZero();
  }
}
