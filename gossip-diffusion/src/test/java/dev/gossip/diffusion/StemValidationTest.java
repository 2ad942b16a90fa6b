package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.PrivacyReport;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the first-spy estimator on stems of Dandelion++ with theory. Each node of a line dials
 * the next one and publishes one message. Nothing is spread where a stem ends, so that only the
 * stem is measured. With a share p of spies, precision approaches p^2/(1-p) ln(1/p) and recall
 * approaches p as the line grows.
 *
 * <p>Those formulas assume endless stems. Here a share q = 0.01 of the nodes, the minimum, are
 * diffusers and end the stems of others. With a = (1-p)(1-q) the precision is then p (1-a)/a
 * ln(1/(1-a)), which differs by at most 0.002.
 */
class StemValidationTest {
  private static final int NETWORKS = Validation.size(8, 60);
  private static final int NODES = Validation.size(200, 1_000);
  private static final int DRAWS = 30;
  private static final double Q = 0.01;
  private static final double[] SHARES = {0.1, 0.2, 0.3};

  @Test
  void firstSpyPrecisionAndRecallOnALineMatchTheory() {
    List<List<PrivacyReport>> reports =
        Stream.generate(() -> (List<PrivacyReport>) new ArrayList<PrivacyReport>())
            .limit(SHARES.length)
            .toList();
    for (int seed = 1; seed <= NETWORKS; seed++) {
      SimulatedNetwork network = line(seed);
      for (int i = 0; i < SHARES.length; i++) {
        reports
            .get(i)
            .add(Spies.meanOfDraws(network, SHARES[i], DRAWS, Estimator.parse("first-spy")));
      }
    }

    for (int i = 0; i < SHARES.length; i++) {
      double p = SHARES[i];
      double a = (1 - p) * (1 - Q);
      double exact = p * (1 - a) / a * Math.log(1 / (1 - a));
      double endless = p * p / (1 - p) * Math.log(1 / p);
      check("precision", p, values(reports.get(i), true), exact, endless);
      check("recall", p, values(reports.get(i), false), p, p);
    }
  }

  private static double[] values(List<PrivacyReport> reports, boolean precision) {
    return reports.stream()
        .mapToDouble(report -> (precision ? report.precision() : report.recall()).value())
        .toArray();
  }

  private static void check(
      String figure, double share, double[] values, double exact, double endless) {
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    double squares =
        IntStream.range(0, values.length).mapToDouble(i -> Math.pow(values[i] - mean, 2)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    String description =
        String.format(Locale.ROOT, "first spy on a stem, %s at p = %.1f", figure, share);
    Validation.print(
        String.format(
            Locale.ROOT,
            "%s: %.4f +- %.4f, expected %.4f, endless %.4f",
            description,
            mean,
            error,
            exact,
            endless));
    // The first node has no predecessor and the last no successor.
    assertThat(mean).as(description).isCloseTo(exact, within(5 * error + 1.0 / NODES));
    assertThat(mean).as(description).isCloseTo(endless, within(0.01));
  }

  private static SimulatedNetwork line(int seed) {
    List<Edge> edges = new ArrayList<>();
    for (int node = 0; node < NODES - 1; node++) {
      edges.add(new Edge(node, node + 1));
    }
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .observing()
            .nodes(NODES)
            .topology(Topologies.of("line towards its end", edges))
            .latency(Latency.constant(Duration.ofMillis(1)))
            .with(new MutePlugin())
            .relay("relay.dandelion")
            .set("gossip.relay.dandelion.fluff", MutePlugin.ID)
            .set("gossip.relay.dandelion.q", String.valueOf(Q))
            .set("gossip.relay.dandelion.epoch", "1000h")
            .set("gossip.relay.dandelion.stem-pool", "8000")
            .set("gossip.relay.dandelion.stem-pool-per-peer", "8000")
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    network.nodes().forEach(node -> node.publish("message of " + node));
    network.runFor(Duration.ofMillis(2L * NODES));
    return network;
  }
}
