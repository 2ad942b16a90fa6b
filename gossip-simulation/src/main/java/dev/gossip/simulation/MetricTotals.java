package dev.gossip.simulation;

import dev.gossip.api.node.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sum of the counters of nodes, including what crashed ones had counted by their crash. */
final class MetricTotals {
  /** Metrics that are a current state rather than a sum. A crashed node no longer has them. */
  private static final Set<String> GAUGES =
      Arrays.stream(Metric.values())
          .filter(Metric::isGauge)
          .map(Metric::label)
          .collect(Collectors.toUnmodifiableSet());

  private final List<SimulatedNode> nodes;
  private final SortedMap<String, Long> ofCrashed = new TreeMap<>();

  MetricTotals(List<SimulatedNode> nodes) {
    this.nodes = nodes;
  }

  void crashed(SortedMap<String, Long> metrics) {
    addUp(metrics, 1);
  }

  /** A crashed node continues with the counters that it had. */
  void revived(SortedMap<String, Long> metrics) {
    addUp(metrics, -1);
  }

  private void addUp(SortedMap<String, Long> metrics, int sign) {
    metrics.forEach(
        (name, value) -> {
          if (!GAUGES.contains(name)) {
            ofCrashed.merge(name, sign * value, Long::sum);
          }
        });
  }

  SortedMap<String, Long> sum() {
    SortedMap<String, Long> sum = new TreeMap<>(ofCrashed);
    for (SimulatedNode node : nodes) {
      if (!node.isDown()) {
        node.metrics().forEach((name, value) -> sum.merge(name, value, Long::sum));
      }
    }
    return sum;
  }
}
