package dev.gossip.cli.report;

import dev.gossip.cli.text.TerminalStyle;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.report.ReportRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a page that shows the results of several simulations side by side. */
@Command(
    name = "report",
    description = {
      "Write a page that shows the results of simulations side by side, and where they differ.",
      "Each file has what 'gossip simulate --json' prints: one object, or one for each relay;"
          + " or is that of a cell of a sweep."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  /** More would not fit next to each other. */
  private static final int MAX_RUNS = 12;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results of simulations, as JSON.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private String html = "";

  @Override
  public Integer call() throws IOException {
    List<RunResults> all = new ArrayList<>();
    for (String file : files) {
      requireOther(file);
      all.addAll(RunResults.read(file));
      if (all.size() > MAX_RUNS) {
        throw new ConfigurationException(
            "the files have "
                + (file.equals(files.get(files.size() - 1)) ? "" : "at least ")
                + all.size()
                + " runs; name files with at most "
                + MAX_RUNS
                + ", or plot all cells of a sweep with gossip sweep merge DIR --html FILE");
      }
    }
    List<ReportRun> runs = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (RunResults results : all) {
      String name = results.name(all);
      int same = names.merge(name, 1, Integer::sum);
      runs.add(ReportRun.of(same == 1 ? name : name + " " + same, "", results.json()));
    }
    try (HtmlFile page = HtmlFile.create("--html", html)) {
      runs.forEach(page::add);
      page.write("Comparison of " + (runs.size() == 1 ? "one run" : runs.size() + " runs"));
    }
    System.out.println(TerminalStyle.sanitize("open " + Path.of(html) + " in a browser"));
    return 0;
  }

  /** The page would overwrite the results that it shows. */
  private void requireOther(String file) {
    if (FileNames.areOfOneFile(html, file)) {
      throw new ConfigurationException(
          "--html: " + html + " has results to show; choose another file");
    }
  }
}
