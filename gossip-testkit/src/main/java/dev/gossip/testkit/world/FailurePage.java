package dev.gossip.testkit.world;

import dev.gossip.report.HtmlReport;
import dev.gossip.report.PageFile;
import dev.gossip.report.ReportRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
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

  private final Path folder;
  private final String name;
  private final long seed;
  private String written = "";

  private FailurePage(Path folder, String name, long seed) {
    this.folder = folder;
    this.name = name;
    this.seed = seed;
  }

  /** The page of one network; null if no pages are wanted. */
  static @Nullable FailurePage ifWanted(long seed) {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    String name = "seed-" + seed + "-" + UUID.randomUUID() + ".html";
    return folder.isBlank() ? null : new FailurePage(Path.of(folder), name, seed);
  }

  /** The page of one network, in this folder if none is named. */
  static FailurePage orIn(Path folder, long seed) {
    FailurePage wanted = ifWanted(seed);
    return wanted == null ? new FailurePage(folder, "page.html", seed) : wanted;
  }

  /**
   * Writes the page once, and returns a line that says where it is.
   *
   * @param run called once
   */
  String write(Supplier<ReportRun> run) {
    if (written.isEmpty()) {
      try {
        Files.createDirectories(folder);
        Path file = folder.resolve(name);
        PageFile.write(
            file,
            HtmlReport.of("A failed test, seed " + seed, List.of(run.get().incompleteFirst())));
        written = "\n  a page that shows the run: " + file.toAbsolutePath();
      } catch (IOException | RuntimeException e) {
        // The failure of the test is what matters.
        written = "\n  there is no page of the run: " + e;
      }
    }
    return written;
  }
}
