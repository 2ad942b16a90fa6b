package dev.gossip.cli.simulate;

import dev.gossip.cli.text.HumanFormat;
import dev.gossip.simulation.DiscoveryReport;
import dev.gossip.simulation.run.RunResult;
import dev.gossip.simulation.topology.GraphMeasures;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The rows of the table of results that show how nodes found each other. */
final class DiscoveryRows {
  private DiscoveryRows() {}

  /** A row; the figure is that of one run. */
  record Row(String label, Function<RunResult.Discovery, String> figure) {}

  /** The rows in their order. */
  static List<Row> all() {
    return List.of(
        new Row("peers found after", DiscoveryRows::convergence),
        new Row("outbound (min / mean / max)", outcome -> outbound(outcome.report())),
        new Row("links (min / mean / max)", outcome -> degree(outcome.report().network())),
        new Row("  of a random network", outcome -> degree(outcome.report().random())),
        new Row("clustering", outcome -> clustering(outcome.report().network())),
        new Row("  of a random network", outcome -> clustering(outcome.report().random())),
        new Row("path length", outcome -> paths(outcome.report().network())),
        new Row("  of a random network", outcome -> paths(outcome.report().random())));
  }

  private static String convergence(RunResult.Discovery outcome) {
    Duration convergence = outcome.convergence();
    return convergence == null ? "not in time" : HumanFormat.time(convergence);
  }

  private static String outbound(DiscoveryReport report) {
    return range(report.minOutbound(), report.meanOutbound(), report.maxOutbound());
  }

  private static String degree(GraphMeasures network) {
    return range(network.minDegree(), network.meanDegree(), network.maxDegree());
  }

  private static String range(int min, double mean, int max) {
    return min + " / " + HumanFormat.mean(mean) + " / " + max;
  }

  private static String clustering(GraphMeasures network) {
    return HumanFormat.share(network.clustering());
  }

  private static String paths(GraphMeasures network) {
    return HumanFormat.mean(network.pathLength());
  }
}
