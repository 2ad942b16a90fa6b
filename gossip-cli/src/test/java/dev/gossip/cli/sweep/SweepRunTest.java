package dev.gossip.cli.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.cli.text.ProgressLine;
import dev.gossip.simulation.sweep.SweepCell;
import dev.gossip.simulation.sweep.SweepShard;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepRunTest {
  @TempDir private Path path = Path.of("");

  @Test
  void errorOfAThreadFailsTheSweep() throws Exception {
    SweepFolder folder = new SweepFolder(path);
    folder.list(List.of());
    PrintStream full =
        new PrintStream(OutputStream.nullOutputStream(), false, UTF_8) {
          @Override
          public void println(String line) {
            throw new OutOfMemoryError("a test");
          }
        };
    AtomicLong clock = new AtomicLong();
    SweepProgress progress =
        new SweepProgress(
            new ProgressLine(
                full, false, "", () -> clock.addAndGet(Duration.ofMinutes(1).toNanos())));
    List<SweepCell> cells =
        LongStream.range(0, 3)
            .mapToObj(seed -> new SweepCell(new TreeMap<>(Map.of("messages", "1")), seed, "a test"))
            .toList();
    SweepRun run = new SweepRun(folder, SweepShard.ALL, null, progress);

    assertThatThrownBy(() -> run.run(cells, 1))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("a test");
  }
}
