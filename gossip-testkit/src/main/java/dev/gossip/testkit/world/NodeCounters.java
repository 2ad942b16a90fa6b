package dev.gossip.testkit.world;

import dev.gossip.api.node.Metric;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counters of the nodes of a world, with those of nodes that have ended. For one thread. */
final class NodeCounters {
  private final SortedMap<String, Long> ended = new TreeMap<>();

  /** Keeps the last counters of a node that has ended, but not what it had only then. */
  void keep(SortedMap<String, Long> last) {
    SortedMap<String, Long> counters = new TreeMap<>(last);
    for (Metric metric : Metric.values()) {
      if (metric.isGauge()) {
        counters.remove(metric.label());
      }
    }
    counters.forEach((name, value) -> ended.merge(name, value, Long::sum));
  }

  /** The sums over all nodes that run or are paused, and those that have ended. */
  SortedMap<String, Long> sum(List<? extends RealNode> nodes) {
    SortedMap<String, Long> sum = new TreeMap<>(ended);
    nodes.stream()
        .filter(node -> node.isUp() || node.isPaused())
        .forEach(
            node -> node.metrics().forEach((name, value) -> sum.merge(name, value, Long::sum)));
    return sum;
  }
}
