package dev.gossip.testkit.world;

import dev.gossip.api.MessageId;
import dev.gossip.report.RunRecorder;
import dev.gossip.simulation.trace.RunEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a page shows of a run of real nodes besides its messages: faults as they begin and end, what
 * happens to nodes, and the last lines of each. Bounded. For the thread of the scenario.
 */
final class RunDiary {
  private static final int MAX_LINES = 60;

  private final RunRecorder recorder = new RunRecorder();
  private final Map<Integer, Deque<String>> lines = new LinkedHashMap<>();
  private List<String> faults = List.of();

  RunRecorder recorder() {
    return recorder;
  }

  void published(long timeNanos, int node, MessageId id, String topic, int payloadBytes) {
    recorder.accept(new RunEvent.Published(timeNanos, node, id, topic, payloadBytes));
  }

  /** Something that happened to a node; also a line of it. */
  void happened(long timeNanos, int node, String text) {
    recorder.note(timeNanos, node, text);
    line(timeNanos, node, text);
  }

  /** A line of a node, in place of a log. */
  void line(long timeNanos, int node, String text) {
    Deque<String> of = lines.computeIfAbsent(node, index -> new ArrayDeque<>());
    if (of.size() == MAX_LINES) {
      of.remove();
    }
    of.add(String.format(Locale.ROOT, "%10.3f ms  %s", timeNanos / 1e6, text));
  }

  /** Notes which faults have begun and which have ended since the last call. */
  void faults(long timeNanos, List<String> inForce) {
    if (inForce.equals(faults)) {
      return;
    }
    List<String> begun = new ArrayList<>(inForce);
    begun.removeAll(faults);
    List<String> ended = new ArrayList<>(faults);
    ended.removeAll(inForce);
    begun.forEach(fault -> recorder.note(timeNanos, RunRecorder.NETWORK, fault));
    ended.forEach(fault -> recorder.note(timeNanos, RunRecorder.NETWORK, "no longer: " + fault));
    faults = List.copyOf(inForce);
  }

  /** The last lines of nodes, by the name of the node. */
  Map<String, List<String>> lines(int nodes) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (int node = 0; node < nodes; node++) {
      all.put("node " + node, List.copyOf(lines.getOrDefault(node, new ArrayDeque<>())));
    }
    return all;
  }
}
