package dev.gossip.benchmarks;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs networks with one relay in which every node publishes one message, and collects coverage and
 * the results of spies.
 */
final class PrivacyRuns {
  private static final int DRAWS = 50;
  // Diffusion announces up to 35 messages to a peer at a time, every 5 s on average. With more than
  // 7 messages per second the queues would be measured; with one, batches are rarely full.
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final List<double[]> coverages = new ArrayList<>();
  private final List<List<PrivacyReport>> answers = new ArrayList<>();

  /** Evaluates a network after its run; the network itself is not kept. */
  @FunctionalInterface
  interface Question {
    PrivacyReport ask(SimulatedNetwork network);

    /** The result of a share of the nodes as spies, averaged over many draws. */
    static Question share(double share, String estimator) {
      return network -> Spies.meanOfDraws(network, share, DRAWS, Estimator.parse(estimator));
    }

    /** The result of the supernode. */
    static Question supernode(String estimator) {
      return network -> Spies.supernode(network).report(Estimator.parse(estimator));
    }
  }

  /**
   * Runs the networks, with seeds from 1.
   *
   * @param supernode how many identities the supernode has; 0 for no supernode
   * @param seconds times since publication at which coverage is measured
   */
  PrivacyRuns(
      String relay,
      int count,
      int nodes,
      int supernode,
      double[] seconds,
      List<Question> questions) {
    for (int seed = 1; seed <= count; seed++) {
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .observing()
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
        throw new IllegalStateException(
            "the network is not quiet after " + LIMIT + ": " + network.describe());
      }
      coverages.add(coverage(network, seconds));
      answers.add(questions.stream().map(question -> question.ask(network)).toList());
    }
  }

  /** The precision of a question, averaged over the networks. */
  Estimate precision(int question) {
    return mean(answer -> answer.get(question).precision().value());
  }

  /** The recall of a question, averaged over the networks. */
  Estimate recall(int question) {
    return mean(answer -> answer.get(question).recall().value());
  }

  private Estimate mean(ToDoubleFunction<List<PrivacyReport>> figure) {
    return Estimate.of(answers.stream().mapToDouble(figure).toArray());
  }

  /** The mean coverage of a message at each time since its publication. */
  double[] coverage() {
    double[] mean = new double[coverages.get(0).length];
    for (double[] coverage : coverages) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += coverage[i] / coverages.size();
      }
    }
    return mean;
  }

  private static double[] coverage(SimulatedNetwork network, double[] seconds) {
    double[] coverage = new double[seconds.length];
    double each = 1.0 / network.nodes().size() / network.record().messages().size();
    for (MessageRecord message : network.record().messages()) {
      for (SimulatedNode node : network.nodes()) {
        double latency = message.latency(node.index()).orElse(Duration.ZERO).toNanos() / 1e9;
        for (int i = 0; i < seconds.length; i++) {
          coverage[i] += message.reached(node.index()) && latency <= seconds[i] ? each : 0;
        }
      }
    }
    return coverage;
  }
}
