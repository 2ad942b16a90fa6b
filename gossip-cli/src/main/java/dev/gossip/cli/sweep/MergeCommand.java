package dev.gossip.cli.sweep;

import dev.gossip.cli.text.HumanFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
  private static final int NAMED = 10;

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

  @Override
  public Integer call() throws IOException {
    MergedCells merged = MergedCells.read(new SweepFolder(folder));
    lines(merged).forEach(System.out::println);
    List<SweepFolder.Listed> missing = merged.missing();
    if (missing.isEmpty()) {
      return 0;
    }
    int all = merged.lines().size() + missing.size();
    System.err.println(
        "gossip: "
            + HumanFormat.count(missing.size())
            + " of "
            + HumanFormat.count(all, "cell is missing", "cells are missing")
            + "; the command of the sweep runs them, or alone:");
    missing.stream().limit(NAMED).forEach(cell -> System.err.println("gossip:   " + cell));
    if (missing.size() > NAMED) {
      System.err.println("gossip:   and " + HumanFormat.count(missing.size() - NAMED) + " more");
    }
    return SweepCommand.MISSING;
  }

  private List<String> lines(MergedCells merged) throws IOException {
    if (summary) {
      SweepSummary means = SweepSummary.of(merged.results());
      return csv ? means.csv() : means.table();
    }
    return csv ? CellTable.csv(merged.results()) : merged.lines();
  }
}
