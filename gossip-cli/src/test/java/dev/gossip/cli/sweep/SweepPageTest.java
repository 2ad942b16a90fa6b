package dev.gossip.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page of a sweep is made of; tests of the package browser open it. */
@Timeout(120)
class SweepPageTest {
  @TempDir private Path folder = Path.of("");
  private String plan = "";
  private String results = "";
  private Path page = Path.of("");

  @BeforeEach
  void writePlan() throws IOException {
    String text =
        "sweep { base { nodes = 6, messages = 1, topology = ring }, product { loss = [0, 0.05] },"
            + " seeds = [1, 2] }";
    plan = Files.writeString(folder.resolve("plan.conf"), text).toString();
    results = folder.resolve("results").toString();
    page = folder.resolve("page.html");
  }

  private static CliRun run(List<String> command, String... more) {
    List<String> words = new ArrayList<>(List.of("sweep"));
    words.addAll(command);
    words.addAll(List.of(more));
    return CliRun.of(words);
  }

  @Test
  void sweepAndMergeWriteTheSameFiguresWithTheirOwnCommand() throws IOException {
    CliRun sweep = run(List.of(plan, "--out", results), "--html", page.toString());
    String first = Files.readString(page);
    CliRun merge = run(List.of("merge", results), "--html", page.toString());
    String second = Files.readString(page);

    assertThat(sweep.exitCode()).as("%s", sweep).isZero();
    assertThat(sweep.err()).anyMatch(line -> line.equals("gossip: open " + page + " in a browser"));
    assertThat(merge.out()).isEmpty();
    assertThat(merge.err()).containsExactly("gossip: open " + page + " in a browser");
    String command = "\"command\":\"./gossip sweep ";
    assertThat(first).contains(command + plan + " --out " + results + " --html " + page);
    assertThat(second).contains(command + "merge " + results + " --html " + page);
    assertThat(second.replaceFirst("\"command\":\"[^\"]*\"", ""))
        .isEqualTo(first.replaceFirst("\"command\":\"[^\"]*\"", ""))
        .contains("\"parameters\":[{\"name\":\"loss\",\"values\":[\"0\",\"0.05\"]}]")
        .contains("\"cells\":[2,2]", "gossip simulate --loss 0.05 ");
  }

  @Test
  void pageHasAlsoTheFiguresThatTheTableLeavesOut() {
    run(List.of(plan, "--out", results), "--html", page.toString());

    assertThat(page)
        .content()
        .contains(
            "{\"name\":\"rmr\"", "{\"name\":\"latencyMillis.max\"", "{\"name\":\"bytesByKind.");
  }

  @Test
  void mergePrintsATableAsWellIfAskedTo() {
    run(List.of(plan, "--out", results));

    CliRun both = run(List.of("merge", results), "--summary", "--html", page.toString());

    assertThat(both.out()).hasSize(3);
    assertThat(page).exists();
  }

  @Test
  void missingRunsAreNamedOnThePage() {
    run(List.of(plan, "--out", results), "--shard", "0/4");

    CliRun merge = run(List.of("merge", results), "--html", page.toString());

    assertThat(merge.exitCode()).isEqualTo(3);
    assertThat(page).content().contains("3 of 4 runs are missing");
  }

  @Test
  void pageOfAPartOfTheCellsIsRefused() {
    BadInput.assertRejected(
        run(List.of(plan, "--out", results), "--shard", "0/2", "--html", page.toString()),
        List.of("--html: a shard", "sweep merge DIR --html FILE"));
    BadInput.assertRejected(
        run(List.of(plan, "--dry-run"), "--html", page.toString()),
        List.of("--html and --dry-run exclude each other"));
    assertThat(page).doesNotExist();
  }

  @Test
  void pageThatWouldReplaceAFileOfTheSweepIsRefused() throws IOException {
    run(List.of(plan, "--out", results));
    List<String> kept = Files.readAllLines(Path.of(results, "cells.txt"));

    BadInput.assertRejected(
        run(List.of(plan, "--out", results), "--html", folder + "/./plan.conf"),
        List.of("--html: ", "is the plan", "another file"));
    for (String file : List.of("./cells.txt", "cells/x.json", "times/x")) {
      String name = results + "/" + file;
      List<String> error = List.of("--html: " + name, "file of the sweep", "another file");
      BadInput.assertRejected(run(List.of(plan, "--out", results), "--html", name), error);
      BadInput.assertRejected(run(List.of("merge", results), "--html", name), error);
    }
    assertThat(Path.of(plan)).content().startsWith("sweep {");
    assertThat(Files.readAllLines(Path.of(results, "cells.txt"))).isEqualTo(kept);
  }
}
