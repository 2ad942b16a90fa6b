package dev.gossip.testkit.world;

import dev.gossip.report.HtmlReport;
import dev.gossip.report.PageFile;
import dev.gossip.report.ReportRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The page of the network of a failed test: written if the system property {@code gossip.pages}
 * names a folder, since recording a run takes time. The seed of a failed simulation gives the same
 * run again, so its page can be asked for afterwards.
 */
final class FailurePage {
  /** The property that names the folder for pages. */
  static final String FOLDER_PROPERTY = "gossip.pages";

  private final Target target;
  private final String test;
  private final long seed;
  private String written = "";

  private FailurePage(Target target, String test, long seed) {
    this.target = target;
    this.test = test;
    this.seed = seed;
  }

  /** Where a page is written. */
  private interface Target {
    /** Writes a page, and returns its file. */
    Path write(String html) throws IOException;
  }

  /**
   * The page of one network, named after the test that this thread starts it for; null if no pages
   * are wanted.
   */
  static @Nullable FailurePage ifWanted(long seed) {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    if (folder.isBlank()) {
      return null;
    }
    String test = PageNames.test();
    String name = (test.isEmpty() ? "seed" : test) + "-" + seed;
    return new FailurePage(html -> new PageFolder(Path.of(folder)).write(name, html), test, seed);
  }

  /** The page of one network of a test, in place of the one that its folder has. */
  static FailurePage in(Path folder, String test, long seed) {
    return new FailurePage(html -> replace(folder, html), test, seed);
  }

  private static Path replace(Path folder, String html) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("page.html");
    PageFile.write(file, html);
    return file;
  }

  /**
   * Writes the page once, and returns a line that says where it is.
   *
   * @param run called once
   */
  String write(Supplier<ReportRun> run) {
    if (written.isEmpty()) {
      try {
        String title = PageFolder.TITLE + (test.isEmpty() ? "" : ", " + test) + ", seed " + seed;
        String html = HtmlReport.of(title, List.of(run.get().incompleteFirst()));
        Path file = target.write(html);
        written = "\n  a page that shows the run: " + file.toAbsolutePath();
      } catch (IOException | RuntimeException e) {
        // The failure of the test is what matters.
        written = "\n  there is no page of the run: " + e;
      }
    }
    return written;
  }
}
