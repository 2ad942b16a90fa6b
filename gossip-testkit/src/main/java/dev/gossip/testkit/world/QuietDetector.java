package dev.gossip.testkit.world;

import dev.gossip.QuietWatch;
import dev.gossip.api.node.Metric;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToLongFunction;

/**
 * Detects when the nodes of a world are quiet, as {@link QuietWatch} defines it, and have reported
 * all their deliveries.
 */
final class QuietDetector {
  /** Longer than the operating system is likely to hold a datagram back; a guess. */
  private static final Duration UNCHANGED = Duration.ofMillis(50);

  private final List<? extends RealNode> nodes;
  private final QuietWatch watch = new QuietWatch(UNCHANGED);
  private String unreported = "";

  QuietDetector(List<? extends RealNode> nodes) {
    this.nodes = nodes;
  }

  /** Why the network was not quiet at the last poll. */
  String activity() {
    if (watch.activity().isEmpty() && unreported.isEmpty()) {
      return "nothing has changed, but not for long enough";
    }
    return watch.activity().isEmpty() ? unreported : watch.activity();
  }

  /** Polls all nodes once, each on its own thread, and returns whether they are quiet. */
  boolean poll() {
    unreported = "";
    Map<String, ToLongFunction<Metric>> counters = new LinkedHashMap<>();
    for (int index = 0; index < nodes.size(); index++) {
      if (nodes.get(index).isUp()) {
        counters.put("node " + index, counters(index, nodes.get(index)));
      }
    }
    return watch.poll(counters, System.nanoTime()) && unreported.isEmpty();
  }

  private ToLongFunction<Metric> counters(int index, RealNode node) {
    SortedMap<String, Long> metrics = node.metrics();
    ToLongFunction<Metric> counters = metric -> metrics.getOrDefault(metric.label(), 0L);
    if (counters.applyAsLong(Metric.MESSAGES_DELIVERED) != node.deliveries()) {
      unreported = "node " + index + " has not reported all its deliveries";
    }
    return counters;
  }
}
