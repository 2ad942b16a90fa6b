package dev.gossip.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private final AtomicLong clock = new AtomicLong();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, UTF_8);

  private String shown(ProgressLine line, String done) {
    line.start();
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    line.show(done, 0.5);
    return err.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "1, ''",
    "20, gossip: half of the",
    "46, 'gossip: half of the cells, about 10.0 s left'",
    "1000, 'gossip: half of the cells, about 10.0 s left'"
  })
  void lineOfATerminalIsCutToItsColumns(int columns, String text) {
    ProgressLine line = new ProgressLine(stream, true, "", clock::get, columns);

    assertThat(shown(line, "half of the cells")).isEqualTo("\r\033[K" + text);
  }

  @Test
  void lineOfATerminalHasSeventyNineCharactersAtMost() {
    ProgressLine line = new ProgressLine(stream, true, "", clock::get);

    assertThat(shown(line, "x".repeat(80))).isEqualTo("\r\033[K" + "gossip: " + "x".repeat(71));
  }

  @Test
  void linesOfAFileAreWhole() {
    ProgressLine line = new ProgressLine(stream, false, "", clock::get, 20);

    assertThat(shown(line, "x".repeat(80))).contains("x".repeat(80) + ", about 10.0 s left");
  }
}
