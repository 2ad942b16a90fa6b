package dev.gossip.simulation.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.Observation;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReportingCentralityTest {
  private static final int NODES = 100;
  private static final long SEED = 1;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private List<Edge> randomEdges() {
    List<Edge> edges = new ArrayList<>();
    for (int node = 1; node < NODES; node++) {
      edges.add(new Edge(node, random.nextInt(node)));
      edges.add(new Edge(node, random.nextInt(node)));
    }
    return edges;
  }

  private ReportingCentrality keeping(List<Edge> edges, int hops) {
    return new ReportingCentrality(NODES, edges, 10, TieBreaking.FAIR, hops);
  }

  @Test
  void boundOfKeptDistancesHoldsAndChangesNoFigure() {
    List<Edge> edges = randomEdges();
    ReportingCentrality all = keeping(edges, NODES * NODES);
    ReportingCentrality few = keeping(edges, 7 * NODES + 1);
    ReportingCentrality none = keeping(edges, NODES - 1);

    for (int message = 0; message < 50; message++) {
      List<Observation> reports = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        reports.add(new Observation(-1, random.nextInt(NODES), i));
      }
      assertThat(few.candidates(reports, node -> true))
          .as("message %s, seed %s", message, SEED)
          .isNotEmpty()
          .isEqualTo(all.candidates(reports, node -> true))
          .isEqualTo(none.candidates(reports, node -> true));
    }

    assertThat(all.kept()).isBetween(NODES - 10, NODES);
    assertThat(few.kept()).isEqualTo(7);
    assertThat(none.kept()).isZero();
  }
}
