package dev.gossip.cli.sweep;

import static java.util.Objects.requireNonNull;

import dev.gossip.cli.report.HtmlFile;
import dev.gossip.cli.simulate.CommandText;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.TerminalStyle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the results of all shards of a sweep together. */
@Command(
    name = "merge",
    description = {
      "Print the results of a sweep, one JSON object per line, in the order of the plan and each"
          + " cell once, whichever machines ran them."
    },
    footer = {
      "",
      "Cells that are missing are named on stderr with the command that runs each alone. The exit"
          + " code is 0 if none is missing, 3 if some are, and 2 if there is no sweep in the folder."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class MergeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder of the results.")
  private Path folder = Path.of("");

  @Option(
      names = "--csv",
      description = "Print a table with commas instead: a line for each cell and a heading.")
  private boolean csv;

  @Option(
      names = "--summary",
      description =
          "Print the mean over the seeds of each combination, with the half width of its 95 %%"
              + " confidence interval; with --csv, all figures.")
  private boolean summary;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write a page that shows the means and their intervals over the parameters that differ,"
              + " instead of printing lines. One file, which any browser opens; docs/sweeps.md describes"
              + " it.")
  private @Nullable String html;

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    SweepFolder sweep = new SweepFolder(folder);
    if (html != null) {
      sweep.requireOther(html);
    }
    MergedCells merged = new MergedCells(sweep);
    if (html == null || summary || csv) {
      print(merged);
    }
    if (html != null) {
      try (HtmlFile page = HtmlFile.create("--html", html)) {
        page.writePage(SweepSummary.html(merged, CommandText.whole(requireNonNull(command))));
      }
      System.err.println("gossip: open " + TerminalStyle.sanitize(html) + " in a browser");
    }
    if (merged.missingCount() == 0) {
      return 0;
    }
    System.err.println(
        "gossip: "
            + HumanFormat.count(merged.missingCount())
            + " of "
            + HumanFormat.count(merged.count(), "cell is missing", "cells are missing")
            + "; the command of the sweep runs them, or alone:");
    merged
        .firstMissing()
        .forEach(
            cell -> System.err.println("gossip:   " + TerminalStyle.sanitize(cell.toString())));
    int others = merged.missingCount() - merged.firstMissing().size();
    if (others > 0) {
      System.err.println("gossip:   and " + HumanFormat.count(others) + " more");
    }
    return SweepCommand.MISSING;
  }

  private void print(MergedCells merged) throws IOException {
    Consumer<String> out = System.out::println;
    if (summary && csv) {
      SweepSummary.csv(merged, out);
    } else if (summary) {
      SweepSummary.table(merged).forEach(out);
    } else if (csv) {
      CellTable.csv(merged, out);
    } else {
      merged.lines(out::accept);
    }
  }
}
