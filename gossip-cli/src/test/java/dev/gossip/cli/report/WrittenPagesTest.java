package dev.gossip.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do to the file of {@code --html}. */
class WrittenPagesTest {
  @TempDir private Path folder = Path.of("");
  private Path page = Path.of("");

  @BeforeEach
  void writeOldPage() throws IOException {
    page = Files.writeString(folder.resolve("page.html"), "old");
  }

  @Test
  void simulationThatFailsKeepsTheOldPage() throws IOException {
    // There is no such graph, which is found after the files are prepared.
    CliRun run = simulate("--nodes", "5", "--topology", "random-regular:3");

    assertThat(run.exitCode()).as("%s", run).isNotZero();
    assertThat(page).hasContent("old");
    assertThat(files()).containsExactly(page);
  }

  @Test
  void simulationReplacesTheOldPage() throws IOException {
    CliRun run = simulate("--nodes", "6");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(page).content().contains("Simulation of 6 nodes").doesNotContain("old\n");
    assertThat(files()).containsExactly(page);
  }

  @Test
  void traceThatCannotBeWrittenKeepsTheOldPage() throws IOException {
    Path trace = folder.resolve("missing").resolve("trace.jsonl");

    BadInput.assertRejected(
        simulate("--trace", trace.toString()), List.of("--trace", "trace.jsonl"));

    assertThat(page).hasContent("old");
    assertThat(files()).containsExactly(page);
  }

  private CliRun simulate(String... more) {
    Stream<String> common =
        Stream.of("simulate", "--seed", "3", "--messages", "1", "--html", page.toString());
    return CliRun.of(Stream.concat(common, Stream.of(more)).toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
