package dev.gossip.cli.simulate;

import dev.gossip.cli.report.FileNames;
import dev.gossip.cli.report.HtmlFile;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.JsonText;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.report.ReportRun;
import dev.gossip.report.RunRecorder;
import dev.gossip.report.TraceLines;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.run.PlanRun;
import dev.gossip.simulation.run.PreparedRun;
import dev.gossip.simulation.run.RunResult;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The files that a simulation writes: its trace and its page, if they are asked for. */
final class RunFiles implements Closeable {
  private final @Nullable TraceFile trace;
  private final @Nullable TraceLines lines;
  private final @Nullable HtmlFile page;
  private @Nullable RunRecorder recorder;

  private RunFiles(@Nullable TraceFile trace, @Nullable HtmlFile page) {
    this.trace = trace;
    this.lines = trace == null ? null : new TraceLines(trace::line);
    this.page = page;
  }

  /**
   * Creates the trace, and prepares the page.
   *
   * @param trace the name of the trace; null for none
   * @param html the name of the page; null for none
   * @throws ConfigurationException if one of them cannot be written
   */
  static RunFiles open(@Nullable String trace, @Nullable String html) throws IOException {
    if (trace != null && html != null && FileNames.areOfOneFile(trace, html)) {
      throw new ConfigurationException(
          "--trace and --html name the same file, " + trace + "; choose two files");
    }
    HtmlFile page = html == null ? null : HtmlFile.create("--html", html);
    try {
      return new RunFiles(trace == null ? null : TraceFile.open(trace), page);
    } catch (RuntimeException e) {
      if (page != null) {
        page.close();
      }
      throw e;
    }
  }

  /** A run is about to start. */
  void begin(PreparedRun run) {
    if (lines != null) {
      lines.begin(run.relay(), run.plan().seed());
      run.record(lines);
    }
    if (page != null) {
      recorder = new RunRecorder();
      run.record(recorder);
    }
  }

  /** The nodes of the run have started. */
  void started(PlanRun run) {
    if (recorder != null) {
      recorder.watch(run.network());
    }
  }

  /** The run has ended. */
  void ended(PlanRun run, RunResult result, String command) {
    if (lines != null) {
      lines.end(run.network());
    }
    if (page != null && recorder != null) {
      String figures = JsonText.of(SimulationJson.of(result));
      page.add(
          ReportRun.of(result.relay(), command, figures)
              .with(run.network(), recorder, run.spies()));
      recorder = null;
    }
  }

  /**
   * Writes the page of all runs.
   *
   * @param hints whether to say on standard error how to see it, or how to get it
   */
  void writePage(NetworkPlan plan, boolean hints) throws IOException {
    if (page != null) {
      page.write(
          "Simulation of "
              + HumanFormat.count(plan.nodes())
              + " nodes, "
              + plan.get(PlanOptions.TOPOLOGY));
    }
    if (hints) {
      System.err.println(
          page == null
              ? "gossip: add --html report.html to see how the messages spread"
              : "gossip: open " + page.name() + " in a browser to see how the messages spread");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (page != null) {
        page.close();
      }
    } finally {
      if (trace != null) {
        trace.close();
      }
    }
  }
}
