package dev.gossip.cli.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final Duration VIRTUAL = Duration.ofMillis(5_250);
  private static final String CLEAR = "\r\033[K";
  private static final String WRAP_OFF = "\033[?7l";
  private static final String WRAP_ON = "\033[?7h";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nowNanos = 1_000_000_000_000L;

  private ProgressBar bar(boolean visible, String label) {
    return new ProgressBar(new PrintStream(err, true, UTF_8), visible, label, () -> nowNanos);
  }

  @Test
  void barIsRedrawnOnOneLineAndRemoved() {
    ProgressBar bar = bar(true, "relay.flooding");
    bar.show("publishing", 0.5, VIRTUAL);
    nowNanos += 2_500_000_000L;
    bar.show("settling", 1, VIRTUAL);
    bar.clear();
    bar.clear();

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            CLEAR
                + WRAP_OFF
                + "relay.flooding [#####.....] 50 %, publishing: 5.3 s simulated in 0 s"
                + WRAP_ON
                + CLEAR
                + WRAP_OFF
                + "relay.flooding [##########] 100 %, settling: 5.3 s simulated in 2 s"
                + WRAP_ON
                + CLEAR);
  }

  @Test
  void barIsDrawnAtMostTenTimesASecond() {
    ProgressBar bar = bar(true, "relay.flooding");
    for (int i = 0; i < 1_000; i++) {
      bar.show("publishing", i / 1e3, VIRTUAL);
      nowNanos += 1_000_000;
    }

    assertThat(err.toString(UTF_8).split("\r", -1)).hasSize(1 + 10);
  }

  @Test
  void lineIsCutAtTheWidthOfTheTerminal() {
    bar(true, "relay." + "x".repeat(200)).show("publishing", 0.5, VIRTUAL);

    // The terminal cuts the line if wrapping is off; others are assumed to have 80 columns.
    assertThat(err.toString(UTF_8))
        .startsWith(CLEAR + WRAP_OFF + "relay.xxx")
        .endsWith("x" + WRAP_ON)
        .hasSize(CLEAR.length() + WRAP_OFF.length() + 79 + WRAP_ON.length());
  }

  @Test
  void invisibleBarDrawsNothing() {
    ProgressBar bar = bar(false, "relay.flooding");
    bar.show("publishing", 0.5, VIRTUAL);
    bar.clear();

    assertThat(err.size()).isZero();
  }
}
