package dev.gossip.cli.report;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests of gossip-cli's package browser open the pages. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ReportCommandTest {
  private static final String RESULT = "{\"relay\":\"r\",\"traceHash\":\"h\"}";

  @TempDir private Path folder = Path.of("");

  @Test
  void filesWithAnythingElseAreRejected() throws IOException {
    rejected("", "is empty");
    rejected("[]", "has something else");
    rejected("{\"relay\":[1],\"traceHash\":1}", "has something else");
    rejected("{\"relay\":\"r\",\"traceHash\":" + "[".repeat(100_000), "is not JSON");
    rejected(
        RESULT.repeat(13),
        "have 13 runs",
        "at most 12, or plot all cells of a sweep with gossip sweep merge");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void endlessFileIsRejected() {
    assertRejected(report(Path.of("/dev/zero")), List.of("/dev/zero", "larger than 16 MiB"));
  }

  @Test
  void resultsAreNotOverwritten() throws IOException {
    Path results = file("results.json", RESULT);

    assertRejected(
        CliRun.of("report", results.toString(), "--html", results.toString()),
        List.of("results.json", "choose another file"));
    assertThat(results).hasContent(RESULT);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void namesOfFilesDoNotChangeTheTerminal() throws IOException {
    Path results = file("results.json", RESULT);
    String page = folder.resolve("a\u001b[31m\u202e.html").toString();

    CliRun good = CliRun.of("report", results.toString(), "--html", page);
    CliRun bad = CliRun.of("report", folder.resolve("b\u001b[31m\u202e.json").toString());

    assertThat(good.exitCode()).as("%s", good).isZero();
    assertRejected(bad, List.of("b?[31m?.json cannot be read"));
    assertThat(String.join("", good.out())).contains("a?[31m?.html");
  }

  private void rejected(String content, String... fragments) throws IOException {
    assertRejected(report(file("bad.json", content)), List.of(fragments));
  }

  private CliRun report(Path file) {
    return CliRun.of("report", file.toString(), "--html", folder.resolve("page.html").toString());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
