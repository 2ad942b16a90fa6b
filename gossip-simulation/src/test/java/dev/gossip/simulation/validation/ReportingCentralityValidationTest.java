package dev.gossip.simulation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.Observation;
import dev.gossip.simulation.privacy.ReportingCentrality;
import dev.gossip.simulation.privacy.TieBreaking;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reporting centre of Fanti and Viswanath ("Deanonymization in the Bitcoin P2P Network", NIPS
 * 2017): on a d-regular tree every node with the message sends it to each adjacent node after
 * Exp(1), and to a spy after Exp(1). This tests the estimator, not a relay: the tree is infinite
 * and grows with the message, which is impossible with real nodes. In the reduced set it grows for
 * a shorter time than in the published simulation.
 */
class ReportingCentralityValidationTest {
  private static final int TRIALS = Validation.size(300, 400);
  private static final long SEED = 1;

  private record Event(double time, int node, boolean report) {}

  @ParameterizedTest
  @CsvSource({"3, 4, 6, .256, .013", "4, 2.5, 4, .274, .014"})
  void reportingCentreIsTheOriginAsOftenAsPublished(
      int degree, double reduced, double full, double published, double error) {
    double end = Validation.isFull() ? full : reduced;
    SplittableRandom random = new SplittableRandom(SEED);
    List<Double> right = new ArrayList<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      right.add(isCentre(degree, end, random) ? 1.0 : 0.0);
    }

    Sample share = Sample.of(right);
    String what = "reporting centrality, d = " + degree + ", t = " + end + ", seed " + SEED;
    Validation.print(what, share, String.valueOf(published));
    assertThat(share.mean())
        .as(what)
        .isCloseTo(published, within(5 * share.standardError() + error));
  }

  /** Spreads one message; whether its origin, node 0, is the only centre. */
  private static boolean isCentre(int degree, double end, SplittableRandom random) {
    List<Edge> edges = new ArrayList<>();
    List<Observation> reports = new ArrayList<>();
    PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> Double.compare(a.time, b.time));
    events.add(new Event(0, -1, false));
    int nodes = 0;
    while (!events.isEmpty() && events.peek().time <= end) {
      Event event = events.remove();
      if (event.report) {
        reports.add(new Observation(-1, event.node, (long) (event.time * 1e9)));
        continue;
      }
      int node = nodes++;
      if (node > 0) {
        edges.add(new Edge(event.node, node));
      }
      for (int child = node == 0 ? 0 : 1; child < degree; child++) {
        events.add(new Event(event.time + exponential(random), node, false));
      }
      events.add(new Event(event.time + exponential(random), node, true));
    }
    return new ReportingCentrality(nodes, edges, Integer.MAX_VALUE, TieBreaking.STRICT)
        .candidates(reports, node -> true)
        .equals(Set.of(0));
  }

  private static double exponential(SplittableRandom random) {
    return -StrictMath.log1p(-random.nextDouble());
  }
}
