package dev.gossip.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.BadInput;
import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which results a page can show, and how it calls them. */
class ReportedCellsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void cellsOfASweepAreNamedByWhatDiffers() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.conf"),
            "sweep { base = \"nodes=8 topology=ring messages=2\", product { loss = [0, 0.1] }, seeds = [1] }");
    Path page = folder.resolve("page.html");
    CliRun.of("sweep", plan.toString(), "--out", folder.resolve("out").toString());
    List<String> command = new ArrayList<>(List.of("report", "--html", page.toString()));
    try (var cells = Files.list(folder.resolve("out").resolve("cells"))) {
      cells.map(Path::toString).sorted().forEach(command::add);
    }

    CliRun run = CliRun.of(command.toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(page))
        .contains("relay.flooding (loss=0)", "relay.flooding (loss=0.1)");
  }

  @Test
  void parametersOfAnotherShapeAreNoNames() throws IOException {
    Path results =
        Files.writeString(
            folder.resolve("cell.json"),
            "{\"relay\":\"r\",\"traceHash\":\"h\",\"parameters\":{\"loss\":[0],\"x\":{}}}");
    Path page = folder.resolve("page.html");

    CliRun run = CliRun.of("report", results.toString(), "--html", page.toString());

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(page).content().contains("r (cell.json)");
  }

  @Test
  void folderIsRefusedWithTheFilesToName() {
    BadInput.assertRejected(
        CliRun.of("report", folder.toString()), List.of("is a folder", "cells/*.json"));
  }
}
