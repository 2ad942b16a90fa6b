package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jgrapht.Graph;
import org.jgrapht.GraphMetrics;
import org.jgrapht.alg.scoring.ClusteringCoefficient;
import org.jgrapht.alg.shortestpath.GraphMeasurer;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The measures of known graphs, and of random ones next to those of JGraphT. */
@Timeout(60)
class GraphMeasuresTest {
  private static final double EXACT = 1e-12;

  private static List<Edge> edges(String topology, int nodes) {
    return Topologies.parse(topology).edges(nodes, new SplittableRandom(7));
  }

  private static GraphMeasures measures(int nodes, List<Edge> edges) {
    return GraphMeasures.of(nodes, edges, node -> true);
  }

  // By hand: a line of n nodes has mean distance (n + 1) / 3, an even ring of n has
  // n^2 / (4 (n - 1)), a star 2 (n - 1) / n. The ring with links to the four nearest nodes is in
  // Watts and Strogatz: 3 (k - 2) / (4 (k - 1)) = 0.5 for k = 4.
  @ParameterizedTest
  @CsvSource({
    "line, 5, 4, 1, 1.6, 2, 0, 2.0, 4",
    "ring, 10, 10, 2, 2, 2, 0, 2.7777777777777777, 5",
    "star, 10, 9, 1, 1.8, 9, 0, 1.8, 2",
    "complete, 7, 21, 6, 6, 6, 1, 1, 1",
    "watts-strogatz:4:0, 12, 24, 4, 4, 4, 0.5, 1.9090909090909092, 3",
    "tree:2, 7, 6, 1, 1.7142857142857142, 3, 0, 2.2857142857142856, 4",
  })
  void measuresKnownGraphs(
      String topology,
      int nodes,
      int links,
      int minDegree,
      double meanDegree,
      int maxDegree,
      double clustering,
      double pathLength,
      int longestPath) {
    GraphMeasures measured = measures(nodes, edges(topology, nodes));

    assertThat(measured.nodes()).isEqualTo(nodes);
    assertThat(measured.links()).isEqualTo(links);
    assertThat(measured.minDegree()).isEqualTo(minDegree);
    assertThat(measured.meanDegree()).isEqualTo(meanDegree, within(EXACT));
    assertThat(measured.maxDegree()).isEqualTo(maxDegree);
    assertThat(measured.clustering()).isEqualTo(clustering, within(EXACT));
    assertThat(measured.pathLength()).isEqualTo(pathLength, within(EXACT));
    assertThat(measured.longestPath()).isEqualTo(longestPath);
  }

  @ParameterizedTest
  @ValueSource(strings = {"erdos-renyi:0.05", "barabasi-albert:3", "watts-strogatz:6:0.1"})
  void measuresRandomGraphsAsJGraphTDoes(String topology) {
    int nodes = 150;
    List<Edge> edges = edges(topology, nodes);
    Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
    for (int node = 0; node < nodes; node++) {
      graph.addVertex(node);
    }
    edges.forEach(edge -> graph.addEdge(edge.dialer(), edge.dialed()));

    GraphMeasures measured = measures(nodes, edges);

    assertThat(measured.clustering())
        .isEqualTo(
            new ClusteringCoefficient<>(graph).getAverageClusteringCoefficient(), within(1e-9));
    assertThat((double) measured.longestPath())
        .isEqualTo(new GraphMeasurer<>(graph).getDiameter(), within(EXACT));
    assertThat(GraphMetrics.getNumberOfTriangles(graph) > 0).isEqualTo(measured.clustering() > 0);
  }

  @Test
  void leavesOutNodesThatDoNotCount() {
    // A ring whose node 0 is gone is a line of four nodes.
    GraphMeasures measured = GraphMeasures.of(5, edges("ring", 5), node -> node != 0);

    assertThat(measured.nodes()).isEqualTo(4);
    assertThat(measured.links()).isEqualTo(3);
    assertThat(measured.longestPath()).isEqualTo(3);
    assertThat(measured.pathLength()).isEqualTo(5.0 / 3, within(EXACT));
  }

  @Test
  void pathsBetweenUnconnectedNodesDoNotCount() {
    List<Edge> pairs = List.of(new Edge(0, 1), new Edge(2, 3));

    assertThat(measures(5, pairs).pathLength()).isEqualTo(1);
    assertThat(measures(5, pairs).minDegree()).isZero();
  }

  @Test
  void emptyNetworkMeasuresZero() {
    assertThat(measures(0, List.of())).isEqualTo(new GraphMeasures(0, 0, 0, 0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"30, 0", "30, 100", "30, 434", "30, 435", "1000, 5000"})
  void randomLinksAreThatManyDifferentPairs(int nodes, int count) {
    List<Edge> edges = Topologies.randomLinks(count).edges(nodes, new SplittableRandom(7));

    Set<Set<Integer>> pairs = new HashSet<>();
    edges.forEach(edge -> pairs.add(Set.of(edge.dialer(), edge.dialed())));
    assertThat(edges).hasSize(count);
    assertThat(pairs).hasSize(count);
  }

  @Test
  void randomLinksDrawEachPairEquallyOften() {
    int[] counts = new int[15];
    int rounds = 3_000;
    for (int round = 0; round < rounds; round++) {
      for (Edge edge : Topologies.randomLinks(5).edges(6, new SplittableRandom(round))) {
        int high = Math.max(edge.dialer(), edge.dialed());
        counts[high * (high - 1) / 2 + Math.min(edge.dialer(), edge.dialed())]++;
      }
    }
    // Each is binomial with p = 1/3 and a standard deviation of 26; the seeds are fixed.
    assertThat(Arrays.stream(counts).boxed().toList())
        .allSatisfy(count -> assertThat(count).isBetween(900, 1_100));
  }

  @Test
  void refusesMoreLinksThanPairs() {
    List<String> messages = new ArrayList<>();
    try {
      messages.add(Topologies.randomLinks(4).edges(3, new SplittableRandom(7)).toString());
    } catch (IllegalArgumentException e) {
      messages.add(String.valueOf(e.getMessage()));
    }
    assertThat(messages).containsExactly("3 nodes have 3 pairs, so not 4 links");
  }
}
