package dev.gossip.testkit.world;

import dev.gossip.report.HtmlReport;
import dev.gossip.report.ReportRun;
import dev.gossip.report.RunFigures;
import dev.gossip.report.RunRecorder;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page that shows the simulated network of a failed test: written if the system property {@code
 * gossip.pages} names a folder, since recording a run slows it down. The seed of the failure gives
 * the same run again, so it can be asked for afterwards.
 */
final class FailurePage {
  /** The property that names the folder for pages. */
  static final String FOLDER_PROPERTY = "gossip.pages";

  private final Path folder;
  private final RunRecorder recorder = new RunRecorder();
  private String written = "";

  private FailurePage(Path folder) {
    this.folder = folder;
  }

  /** The page of one network; null if no pages are wanted. */
  static @Nullable FailurePage ifWanted() {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    return folder.isBlank() ? null : new FailurePage(Path.of(folder));
  }

  void record(Simulation simulation) {
    simulation.record(recorder);
  }

  /** Writes the page once, and returns a line that says where it is. */
  String write(SimulatedNetwork network) {
    if (written.isEmpty()) {
      try {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "seed-" + network.seed() + "-", ".html");
        ReportRun run =
            ReportRun.of("simulation", "", RunFigures.of(network))
                .with(network, recorder, List.of());
        Files.writeString(
            file, HtmlReport.of("A failed test, seed " + network.seed(), List.of(run)));
        written = "\n  a page that shows the run: " + file;
      } catch (IOException | RuntimeException e) {
        // The failure of the test is what matters.
        written = "\n  there is no page of the run: " + e;
      }
    }
    return written;
  }
}
