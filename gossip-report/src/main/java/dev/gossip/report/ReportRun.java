package dev.gossip.report;

import dev.gossip.simulation.SimulatedNetwork;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a report. */
public final class ReportRun {
  private static final int MAX_LINES = 60;
  private static final int MAX_LINE = 400;
  private static final int MAX_LOGS = 100_000;

  private final String name;
  private final String command;
  private final String figures;
  private final @Nullable String network;
  private final Map<String, List<String>> logs;
  private final boolean incompleteFirst;

  private ReportRun(
      String name,
      String command,
      String figures,
      @Nullable String network,
      Map<String, List<String>> logs,
      boolean incompleteFirst) {
    this.name = name;
    this.command = command;
    this.figures = figures;
    this.network = network;
    this.logs = logs;
    this.incompleteFirst = incompleteFirst;
  }

  /**
   * A run of which only the figures are known.
   *
   * @param name what distinguishes it from the other runs of the report, such as its relay
   * @param command the command or program that makes the run again; may be empty
   * @param figures a JSON object, such as {@code gossip simulate --json} prints
   */
  public static ReportRun of(String name, String command, String figures) {
    return new ReportRun(name, command, figures, null, Map.of(), false);
  }

  /**
   * Adds the network at the end of the run, and what was recorded of the run.
   *
   * @param spies the indices of the spies; those of a supernode's identities follow the nodes'
   */
  public ReportRun with(SimulatedNetwork ended, RunRecorder recorder, Collection<Integer> spies) {
    return with(ReportedNetwork.of(ended), recorder, spies);
  }

  /**
   * Adds a network at the end of the run, and what was recorded of the run. Without events of
   * frames in the recorder, the page shows no copies of messages.
   *
   * @param spies the indices of the spies
   */
  public ReportRun with(ReportedNetwork ended, RunRecorder recorder, Collection<Integer> spies) {
    return new ReportRun(
        name, command, figures, NetworkView.of(ended, recorder, spies), logs, incompleteFirst);
  }

  /**
   * Adds logs, of which the page shows the last lines: at most 60 of each, and fewer of many logs.
   *
   * @param lines by the name of the log, in order; {@code node 3} is the log of that node
   */
  public ReportRun withLogs(Map<String, List<String>> lines) {
    return new ReportRun(
        name, command, figures, network, new LinkedHashMap<>(lines), incompleteFirst);
  }

  /** Shows first the last message that a node has missed, rather than the first message. */
  public ReportRun incompleteFirst() {
    return new ReportRun(name, command, figures, network, logs, true);
  }

  void writeTo(JsonText json) {
    json.beginObject().name("name").value(name).name("command").value(command);
    json.name("figures").json(figures);
    if (network != null) {
      json.name("network").json(network);
    }
    json.name("incompleteFirst").value(incompleteFirst);
    int left = MAX_LOGS / Math.max(1, logs.size());
    json.name("logs").beginArray();
    logs.forEach((log, lines) -> writeLog(json, log, lines, left));
    json.endArray().endObject();
  }

  private static void writeLog(JsonText json, String log, List<String> lines, int most) {
    int first = lines.size();
    int length = 0;
    while (first > 0
        && lines.size() - first < MAX_LINES
        && length + shown(lines.get(first - 1)) <= most) {
      first--;
      length += shown(lines.get(first));
    }
    json.beginObject().name("name").value(log).name("all").value(lines.size());
    json.name("lines").beginArray();
    for (String line : lines.subList(first, lines.size())) {
      json.value(line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE - 1) + "\u2026");
    }
    json.endArray().endObject();
  }

  private static int shown(String line) {
    return Math.min(MAX_LINE, line.length());
  }
}
