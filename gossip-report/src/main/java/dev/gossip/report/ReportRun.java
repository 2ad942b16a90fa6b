package dev.gossip.report;

import dev.gossip.simulation.SimulatedNetwork;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One run of a report. */
public final class ReportRun {
  private final String name;
  private final String command;
  private final String figures;
  private final @Nullable String network;

  private ReportRun(String name, String command, String figures, @Nullable String network) {
    this.name = name;
    this.command = command;
    this.figures = figures;
    this.network = network;
  }

  /**
   * A run of which only the figures are known.
   *
   * @param name what distinguishes it from the other runs of the report, such as its relay
   * @param command the command or program that makes the run again; may be empty
   * @param figures a JSON object, such as {@code gossip simulate --json} prints
   */
  public static ReportRun of(String name, String command, String figures) {
    return new ReportRun(name, command, figures, null);
  }

  /**
   * Adds the network at the end of the run, and what was recorded of the run.
   *
   * @param spies the indices of the spies; those of a supernode's identities follow the nodes'
   */
  public ReportRun with(SimulatedNetwork ended, RunRecorder recorder, Collection<Integer> spies) {
    return new ReportRun(name, command, figures, NetworkView.of(ended, recorder, spies));
  }

  void writeTo(JsonText json) {
    json.beginObject().name("name").value(name).name("command").value(command);
    json.name("figures").json(figures);
    if (network != null) {
      json.name("network").json(network);
    }
    json.endObject();
  }
}
