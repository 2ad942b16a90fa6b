package dev.gossip.benchmarks;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Networks with one relay, in each of which every node publishes one message, and what spies make
 * of them.
 */
final class PrivacyRuns {
  private static final int DRAWS = 50;
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final List<SimulatedNetwork> networks = new ArrayList<>();

  /** A mean over networks, and its 95 % confidence interval to either side. */
  record Mean(double value, double error) {}

  /**
   * Runs the networks, with seeds from 1.
   *
   * @param supernode identities of a spy who is linked to all; 0 for none
   */
  PrivacyRuns(String relay, int count, int nodes, int supernode) {
    for (int seed = 1; seed <= count; seed++) {
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(nodes)
              .topology(Topologies.randomOutbound(8))
              .relay(relay)
              .supernode(supernode)
              .start();
      network.awaitLinks(Duration.ofSeconds(30));
      for (SimulatedNode node : network.nodes()) {
        node.publish("message of " + node);
        network.runFor(INTERVAL);
      }
      if (!network.runUntilQuiet(LIMIT)) {
        throw new IllegalStateException("the network did not fall quiet: " + network.describe());
      }
      networks.add(network);
    }
  }

  /** What a share of the nodes finds, over many draws of them. */
  Mean ofShare(double share, String estimator, ToDoubleFunction<PrivacyReport> figure) {
    return mean(
        network ->
            figure.applyAsDouble(
                Spies.meanOfDraws(network, share, DRAWS, Estimator.parse(estimator))));
  }

  /** What the supernode finds. */
  Mean ofSupernode(String estimator, ToDoubleFunction<PrivacyReport> figure) {
    return mean(
        network ->
            figure.applyAsDouble(Spies.supernode(network).report(Estimator.parse(estimator))));
  }

  private Mean mean(ToDoubleFunction<SimulatedNetwork> figure) {
    double[] values = networks.stream().mapToDouble(figure).toArray();
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / values.length;
    double variance = Math.max(0, squares / values.length - mean * mean);
    return new Mean(mean, studentT975(values.length) * Math.sqrt(variance / (values.length - 1)));
  }

  /** Of few values the scatter itself is uncertain. */
  private static double studentT975(int values) {
    double[] table = {12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26};
    return values - 2 < table.length ? table[values - 2] : 2;
  }

  /** The mean share of the nodes that have a message, by the time since it was published. */
  double[] coverage(double[] seconds) {
    double[] coverage = new double[seconds.length];
    long sum = 0;
    for (SimulatedNetwork network : networks) {
      for (MessageRecord message : network.record().messages()) {
        for (SimulatedNode node : network.nodes()) {
          sum++;
          double latency = message.latency(node.index()).orElse(Duration.ZERO).toNanos() / 1e9;
          for (int i = 0; i < seconds.length; i++) {
            coverage[i] += message.reached(node.index()) && latency <= seconds[i] ? 1 : 0;
          }
        }
      }
    }
    for (int i = 0; i < seconds.length; i++) {
      coverage[i] /= sum;
    }
    return coverage;
  }
}
