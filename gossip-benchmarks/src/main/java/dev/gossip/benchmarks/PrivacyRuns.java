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
 * Networks with one relay, in each of which every node publishes one message, and what spies make
 * of them.
 */
final class PrivacyRuns {
  private static final int DRAWS = 50;
  // Diffusion tells a neighbour of 35 messages at a time, every 5 s in the mean. With more than 7 a
  // second it is queues that would be measured; with one few ever fill a batch.
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final List<double[]> coverages = new ArrayList<>();
  private final List<List<PrivacyReport>> answers = new ArrayList<>();

  /** What is asked about each network when its run is over; the network itself is not kept. */
  @FunctionalInterface
  interface Question {
    PrivacyReport ask(SimulatedNetwork network);

    /** What a share of the nodes finds, over many draws of them. */
    static Question share(double share, String estimator) {
      return network -> Spies.meanOfDraws(network, share, DRAWS, Estimator.parse(estimator));
    }

    /** What the supernode finds. */
    static Question supernode(String estimator) {
      return network -> Spies.supernode(network).report(Estimator.parse(estimator));
    }
  }

  /**
   * Runs the networks, with seeds from 1.
   *
   * @param supernode identities of a spy who is linked to all; 0 for none
   * @param seconds when to look how many nodes have a message, after it was published
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
      coverages.add(coverage(network, seconds));
      answers.add(questions.stream().map(question -> question.ask(network)).toList());
    }
  }

  /** The mean over networks. */
  Estimate precision(int question) {
    return mean(answer -> answer.get(question).precision().value());
  }

  /** The mean over networks. */
  Estimate recall(int question) {
    return mean(answer -> answer.get(question).recall().value());
  }

  private Estimate mean(ToDoubleFunction<List<PrivacyReport>> figure) {
    return Estimate.of(answers.stream().mapToDouble(figure).toArray());
  }

  /** The mean share of the nodes that have a message, by the time since it was published. */
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
