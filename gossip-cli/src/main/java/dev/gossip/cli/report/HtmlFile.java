package dev.gossip.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.report.HtmlReport;
import dev.gossip.report.ReportRun;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that receives the report of one run or several. */
public final class HtmlFile {
  private final Path path;
  private final List<ReportRun> runs = new ArrayList<>();

  private HtmlFile(Path path) {
    this.path = path;
  }

  /**
   * Creates the file, so that an error is reported before a long run.
   *
   * @throws ConfigurationException if it cannot be written
   */
  public static HtmlFile create(String option, String name) {
    try {
      Path path = Path.of(name);
      Files.writeString(path, "");
      return new HtmlFile(path);
    } catch (IOException | InvalidPathException e) {
      throw new ConfigurationException(
          option
              + ": "
              + name
              + " cannot be written; choose a file in an existing folder that you can write to",
          e);
    }
  }

  /** The name of the file. */
  public Path name() {
    return path;
  }

  /** Adds a run. */
  public void add(ReportRun run) {
    runs.add(run);
  }

  /** Writes the report of all runs that were added. */
  public void write(String title) throws IOException {
    try (Writer writer = Files.newBufferedWriter(path, UTF_8)) {
      writer.write(HtmlReport.of(title, runs));
    }
  }
}
