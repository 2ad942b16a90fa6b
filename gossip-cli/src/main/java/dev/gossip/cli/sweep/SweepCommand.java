package dev.gossip.cli.sweep;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.plugin.Setting;
import dev.gossip.cli.report.FileNames;
import dev.gossip.cli.report.HtmlFile;
import dev.gossip.cli.simulate.CellSimulation;
import dev.gossip.cli.simulate.CommandText;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.ProgressLine;
import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.sweep.SweepCell;
import dev.gossip.simulation.sweep.SweepShard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Simulates every combination of parameters and seeds of a plan. */
@Command(
    name = "sweep",
    description = {
      "Simulate every combination of parameters and seeds of a plan, on all cores or on several"
          + " machines, and keep the results in a folder.",
      "Write a plan as in sweep { base { nodes = 50 }, product { relay = [flooding, diffusion], loss"
          + " = [0, 0.1] }, seeds = [1, 2, 3] }."
    },
    footer = {
      "",
      "One run is a cell. A plan names the options of 'gossip simulate', and settings by their keys,"
          + " such as gossip.lifetime, also under set { }. base holds the values of all cells,"
          + " product lists to combine, zip lists of equal length that are taken together, and seeds"
          + " a list of numbers or ranges, as in 1..20. Cells that the folder holds already are not"
          + " run again, so the same command continues after an interruption. The seeds of a"
          + " combination give its mean and confidence interval; the table at the end shows them.",
      "",
      "The exit code is 0 if all cells are there, 2 if the plan is wrong, 3 if cells are missing"
          + " because they are broken, 143 after SIGTERM, and 1 if the folder cannot be written."
    },
    subcommands = MergeCommand.class,
    synopsisSubcommandLabel = "[merge DIR]",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class SweepCommand implements Callable<Integer> {
  static final int MISSING = 3;
  private static final int MAX_JOBS = 1_024;

  @Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(paramLabel = "PLAN", arity = "0..1", description = "The plan, a HOCON file.")
  private @Nullable Path planFile;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the results; it is created if it does not exist.")
  private @Nullable Path out;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Run one part of N, counted from 0, as in 0/10; auto/10 takes the index from"
              + " SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX. Default: all cells.")
  private @Nullable String shardText;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many cells run at once. Default: as many as there are processors.")
  private @Nullable String jobs;

  @Option(
      names = "--plugins",
      paramLabel = "PATH[${sys:path.separator}PATH]",
      description = "More plugins: jars or class folders, in addition to those in GOSSIP_PLUGINS.")
  private @Nullable String plugins;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write a page that shows the means and their intervals over the parameters that"
              + " differ, when all cells have ended. One file, which any browser opens.")
  private @Nullable String html;

  @Option(
      names = "--dry-run",
      description = "Check the plan and list the cells with their commands, without running them.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = required(planFile, "no plan given; write gossip sweep PLAN --out DIR");
    SweepShard shard = shard();
    requireAll(shard);
    int threads = jobs();
    SweepPlan plan = new SweepPlanReader(file, CellSimulation.optionNames()).read();
    List<SweepCell> cells = plan.cells(version());
    new PlanCheck(plan).check(new CellSimulation(plugins));
    if (dryRun) {
      shard.of(cells).forEach(cell -> System.out.println(listed(cell)));
      return 0;
    }
    SweepFolder folder =
        new SweepFolder(required(out, "--out is missing; name a folder for the results"));
    if (html != null) {
      requireOther(html, file, folder);
    }
    SweepProgress progress = new SweepProgress(ProgressLine.ofProcess(shard.label()));
    try (HtmlFile page = html == null ? null : HtmlFile.create("--html", html)) {
      return run(cells, shard, folder, threads, progress, page);
    }
  }

  /** The page would replace the plan, or what it shows. */
  private static void requireOther(String page, Path plan, SweepFolder folder) {
    if (FileNames.areOfOneFile(page, plan.toString())) {
      throw new ConfigurationException("--html: " + page + " is the plan; choose another file");
    }
    folder.requireOther(page);
  }

  /** A page shows all cells, when they have been run. */
  private void requireAll(SweepShard shard) {
    if (html != null && shard.count() > 1) {
      throw new ConfigurationException(
          "--html: a shard has only a part of the cells; when all shards have ended, write gossip"
              + " sweep merge DIR --html FILE");
    }
    if (html != null && dryRun) {
      throw new ConfigurationException(
          "--html and --dry-run exclude each other; leave out --dry-run to run the cells");
    }
  }

  private int run(
      List<SweepCell> cells,
      SweepShard shard,
      SweepFolder folder,
      int threads,
      SweepProgress progress,
      @Nullable HtmlFile page)
      throws IOException, InterruptedException {
    if (isAnother(folder, cells)) {
      progress.say(
          folder.path()
              + " held the cells of another plan or version; what both have is kept, and merge"
              + " leaves out the others");
    }
    List<SweepCell> mine = shard.of(cells);
    List<SweepCell> missing = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (SweepCell cell : mine) {
      if (folder.line(cell.name()).isPresent()) {
        done.add(cell.name());
      } else {
        missing.add(cell);
      }
    }
    folder.deleteUnfinished(done);
    progress.say(
        HumanFormat.count(mine.size(), "cell")
            + ", "
            + HumanFormat.count(done.size())
            + " done before, "
            + HumanFormat.count(missing.size())
            + " to run"
            + (missing.isEmpty()
                ? ""
                : ", " + HumanFormat.count(Math.min(threads, missing.size())) + " at once"));
    int broken =
        missing.isEmpty()
            ? 0
            : new SweepRun(folder, shard, plugins, progress).run(missing, threads);
    if (broken > 0) {
      progress.say(
          HumanFormat.count(broken, "cell is broken", "cells are broken")
              + "; correct the plan or the plugin, and run the same command again");
    }
    if (shard.count() == 1) {
      MergedCells merged = new MergedCells(folder);
      SweepSummary.table(merged).forEach(System.out::println);
      if (page != null) {
        page.writePage(SweepSummary.html(merged, CommandText.whole(requireNonNull(spec))));
        progress.say("open " + TerminalStyle.sanitize(String.valueOf(html)) + " in a browser");
      }
    }
    return broken == 0 ? 0 : MISSING;
  }

  /** Writes the list of cells; whether the folder had another one before. */
  private boolean isAnother(SweepFolder folder, List<SweepCell> cells) throws IOException {
    try {
      return folder.list(cells.stream().map(this::listed).toList());
    } catch (IOException e) {
      throw new IOException(
          "--out: "
              + folder.path()
              + " cannot be written ("
              + e.getMessage()
              + "); choose a folder that you can write to",
          e);
    }
  }

  private SweepFolder.Listed listed(SweepCell cell) {
    List<String> more = plugins == null ? List.of() : List.of("--plugins", plugins);
    return new SweepFolder.Listed(cell.name(), cell.command(more));
  }

  private SweepShard shard() {
    try {
      return shardText == null ? SweepShard.ALL : SweepShard.parse(shardText, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--shard: " + e.getMessage(), e);
    }
  }

  private int jobs() {
    if (jobs == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return Setting.integer("jobs", 1, 1, MAX_JOBS, "").parse(jobs);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--jobs: " + e.getMessage(), e);
    }
  }

  private <T> T required(@Nullable T value, String message) {
    if (value == null) {
      if (spec == null) {
        throw new ConfigurationException(message);
      }
      throw new ParameterException(spec.commandLine(), message);
    }
    return value;
  }

  private static String version() {
    String version = SweepCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
