package dev.gossip.cli.report;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.report.HtmlReport;
import dev.gossip.report.PageFile;
import dev.gossip.report.ReportRun;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that receives a page, such as the report of one run or several. A page that is there
 * stays until the new one is whole.
 */
public final class HtmlFile implements Closeable {
  private final Path path;
  private final PageFile file;
  private final List<ReportRun> runs = new ArrayList<>();

  private HtmlFile(Path path, PageFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Prepares the file, so that an error is reported before a long run.
   *
   * @throws ConfigurationException if it cannot be written
   */
  public static HtmlFile create(String option, String name) {
    try {
      Path path = Path.of(name);
      return new HtmlFile(path, PageFile.create(path));
    } catch (IOException | InvalidPathException e) {
      throw new ConfigurationException(
          option
              + ": "
              + name
              + " cannot be written"
              + reason(e)
              + "; choose a file in an existing folder that you can write to",
          e);
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof FileSystemException e && e.getReason() != null
        ? " (" + e.getReason() + ")"
        : "";
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
    writePage(HtmlReport.of(title, runs));
  }

  /** Writes a page. */
  public void writePage(String html) throws IOException {
    file.write(html);
  }

  /** Removes what was not finished. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
