package dev.gossip.cli.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.text.ProgressLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SweepProgressTest {
  private final AtomicLong clock = new AtomicLong(5);
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private SweepProgress progress(boolean terminal) {
    PrintStream stream = new PrintStream(err, true, UTF_8);
    return new SweepProgress(new ProgressLine(stream, terminal, "shard 1/2: ", clock::get));
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void lineEveryTenSecondsSaysHowLongTheOthersMayTake() {
    SweepProgress progress = progress(false);
    progress.start(40);
    for (int i = 0; i < 9; i++) {
      pass(Duration.ofSeconds(2));
      progress.done();
    }
    progress.broken();

    assertThat(err.toString(UTF_8))
        .isEqualTo("gossip: shard 1/2: 5 of 40 cells, about 70.0 s left" + System.lineSeparator());
  }

  @Test
  void lineOfATerminalIsRedrawnAndRemoved() {
    SweepProgress progress = progress(true);
    progress.start(4);
    pass(Duration.ofSeconds(1));
    progress.done();
    progress.done();
    pass(Duration.ofSeconds(1));
    progress.broken();
    progress.say("hello");
    progress.clear();

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "\r\033[Kgossip: shard 1/2: 1 of 4 cells, about 3.00 s left"
                + "\r\033[Kgossip: shard 1/2: 3 of 4 cells, 1 broken, about 667 ms left"
                + "\r\033[Kgossip: shard 1/2: hello"
                + System.lineSeparator());
  }
}
