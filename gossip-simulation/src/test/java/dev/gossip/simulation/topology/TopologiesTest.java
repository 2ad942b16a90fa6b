package dev.gossip.simulation.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.topology.Topology.Edge;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family has its properties, repeats from its seed, and refuses in one sentence. */
@Timeout(60)
class TopologiesTest {
  private static final long SEED = 7;

  private static List<Edge> edges(String topology, int nodes) {
    return Topologies.parse(topology).edges(nodes, new SplittableRandom(SEED));
  }

  private static int[] degrees(int nodes, List<Edge> edges) {
    int[] degrees = new int[nodes];
    for (Edge edge : edges) {
      degrees[edge.dialer()]++;
      degrees[edge.dialed()]++;
    }
    return degrees;
  }

  /** Uses the hash code of a string, which is specified; that of a record is not. */
  private static String hash(List<Edge> edges) {
    String text =
        edges.stream()
            .map(edge -> edge.dialer() + ">" + edge.dialed())
            .collect(Collectors.joining(" "));
    return Integer.toHexString(text.hashCode());
  }

  private static void assertEachPairIsLinkedOnce(List<Edge> edges) {
    Set<Set<Integer>> pairs = new HashSet<>();
    for (Edge edge : edges) {
      assertThat(edge.dialer()).isNotEqualTo(edge.dialed());
      assertThat(pairs.add(Set.of(edge.dialer(), edge.dialed()))).as("%s is new", edge).isTrue();
    }
  }

  // The hashes were measured on Java 17 and 25. They change with our code or with JGraphT. A new
  // hash means that every run with that topology changes.
  @ParameterizedTest
  @CsvSource({
    "six, 6, 6, 1, 3, ae2e7344",
    "line, 20, 19, 1, 2, 76be60c2",
    "ring, 21, 21, 2, 2, c4a05422",
    "star, 30, 29, 1, 29, 623e341d",
    "tree:2, 31, 30, 1, 3, 825ae6ea",
    "tree:3, 12, 11, 1, 4, bd843f29",
    "grid, 30, 49, 2, 4, 8870314b",
    "complete, 12, 66, 11, 11, 5593f504",
    "random-regular:5, 100, 250, 5, 5, 1e308050",
    "random-regular:9, 12, 54, 9, 9, 4a0b4d78",
    "erdos-renyi:0.1, 80, 320, 1, 20, 7176c8b0",
    "barabasi-albert:3, 60, 174, 3, 59, 93994021",
    "watts-strogatz:6:0.1, 60, 180, 3, 59, b17005e",
    "random-outbound:4, 60, 233, 4, 59, 9f324e45",
  })
  void familyHasItsLinksAndDegreesAndRepeatsFromItsSeed(
      String topology, int nodes, int links, int lowest, int highest, String hash) {
    List<Edge> edges = edges(topology, nodes);

    assertEachPairIsLinkedOnce(edges);
    int[] degrees = degrees(nodes, edges);
    assertThat(Arrays.stream(degrees).min().orElseThrow()).isGreaterThanOrEqualTo(lowest);
    assertThat(Arrays.stream(degrees).max().orElseThrow()).isLessThanOrEqualTo(highest);
    assertThat(edges.size() + " " + hash(edges)).isEqualTo(links + " " + hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tree:2",
        "grid",
        "random-regular:8",
        "erdos-renyi:0.001",
        "barabasi-albert:4",
        "watts-strogatz:8:0.1",
        "random-outbound:8",
        "reachable-outbound:8:1000"
      })
  void linksOfLargeNetworksAreDeterminedByTheSeed(String topology) {
    String hash = hash(edges(topology, 10_000));

    assertThat(hash(edges(topology, 10_000))).isEqualTo(hash);
    assertThat(hash(Topologies.parse(topology).edges(10_000, new SplittableRandom(SEED + 1))))
        .isNotEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete", "random-regular:60", "erdos-renyi:0.8", "grid", "tree:2"})
  void eachEndDialsAboutHalfOfTheLinks(String topology) {
    List<Edge> edges = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    while (edges.size() < 2000) {
      edges.addAll(Topologies.parse(topology).edges(100, random));
    }
    long upwards = edges.stream().filter(edge -> edge.dialer() < edge.dialed()).count();

    // Five standard deviations.
    assertThat((double) upwards)
        .as("seed %s", SEED)
        .isCloseTo(edges.size() / 2.0, within(2.5 * Math.sqrt(edges.size())));
  }

  @Test
  void randomRegularFindsANetworkForEveryPossibleSizeAndDegree() {
    for (int nodes = 2; nodes <= 24; nodes++) {
      for (int degree = 1; degree < nodes; degree++) {
        if (nodes * degree % 2 == 0) {
          List<Edge> edges = edges("random-regular:" + degree, nodes);
          assertEachPairIsLinkedOnce(edges);
          assertThat(degrees(nodes, edges)).as("%s nodes", nodes).containsOnly(degree);
        }
      }
    }
  }

  @Test
  void randomRegularNetworksOfSixNodesAreAboutEquallyLikely() {
    // There are 60 hexagons and 10 pairs of triangles, so one in seven is disconnected.
    SplittableRandom random = new SplittableRandom(SEED);
    int disconnected = 0;
    for (int i = 0; i < 7000; i++) {
      if (!isConnected(6, Topologies.randomRegular(2).edges(6, random))) {
        disconnected++;
      }
    }
    assertThat(disconnected).as("seed %s", SEED).isBetween(850, 1150);
  }

  @Test
  void randomRegularNetworkOfDegreeEightIsConnected() {
    assertConnectedOfDegreeEight(10_000);
  }

  @Test
  @Tag("full")
  void largeRandomRegularNetworkOfDegreeEightIsConnected() {
    assertConnectedOfDegreeEight(100_000);
  }

  private static void assertConnectedOfDegreeEight(int nodes) {
    List<Edge> edges = edges("random-regular:8", nodes);

    assertThat(degrees(nodes, edges)).containsOnly(8);
    assertThat(isConnected(nodes, edges)).isTrue();
  }

  private static boolean isConnected(int nodes, List<Edge> edges) {
    Graph<Integer, DefaultEdge> graph = new SimpleGraph<>(DefaultEdge.class);
    for (int node = 0; node < nodes; node++) {
      graph.addVertex(node);
    }
    edges.forEach(edge -> graph.addEdge(edge.dialer(), edge.dialed()));
    return new ConnectivityInspector<>(graph).isConnected();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 0.01, 0.5, 0.99, 1})
  void erdosRenyiLinksEveryPairWithTheGivenProbability(double probability) {
    int rounds = 4000;
    int[][] links = new int[6][6];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < rounds; i++) {
      for (Edge edge : Topologies.erdosRenyi(probability).edges(6, random)) {
        links[Math.min(edge.dialer(), edge.dialed())][Math.max(edge.dialer(), edge.dialed())]++;
      }
    }
    double deviation = Math.sqrt(rounds * probability * (1 - probability));
    for (int low = 0; low < 6; low++) {
      for (int high = low + 1; high < 6; high++) {
        assertThat((double) links[low][high])
            .as("%s and %s, seed %s", low, high, SEED)
            .isCloseTo(rounds * probability, within(5 * deviation));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "six",
        "line",
        "ring",
        "star",
        "tree:1",
        "tree:5",
        "grid",
        "complete",
        "random-regular:1",
        "random-regular:2",
        "random-regular:3",
        "erdos-renyi:0",
        "erdos-renyi:0.5",
        "erdos-renyi:1",
        "barabasi-albert:1",
        "barabasi-albert:4",
        "watts-strogatz:2:0",
        "watts-strogatz:4:1",
        "watts-strogatz:8:0.5",
        "random-outbound:1",
        "random-outbound:5"
      })
  void fewNodesGiveANetworkOrAreRefusedInOneSentence(String topology) {
    for (int nodes = -1; nodes <= 12; nodes++) {
      List<Edge> edges;
      try {
        edges = edges(topology, nodes);
      } catch (IllegalArgumentException e) {
        assertThat(e.getStackTrace()[0].getClassName())
            .as("thrower of '%s'", e.getMessage())
            .startsWith("dev.gossip");
        assertThat(e.getMessage()).contains(String.valueOf(nodes)).doesNotContain("\n");
        continue;
      }
      assertThat(nodes).isPositive();
      assertEachPairIsLinkedOnce(edges);
      assertThat(degrees(nodes, edges)).hasSize(nodes);
    }
  }

  @Test
  void singleNodeIsALineStarTreeAndCompleteGraph() {
    for (String topology : List.of("line", "star", "tree:2", "complete", "erdos-renyi:1")) {
      assertThat(edges(topology, 1)).as(topology).isEmpty();
      assertThat(edges(topology, 2)).as(topology).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "six, 5, 'has 6 nodes, not 5; ask for 6'",
    "line, 0, 'at least one node, not 0'",
    "ring, 2, 'at least 3 nodes, not 2'",
    "grid, 7, 'a product such as 4 x 5'",
    "random-regular:3, 5, '5 nodes with 3 neighbours each; use more nodes'",
    "random-regular:5, 5, '5 nodes with 5 neighbours each'",
    "barabasi-albert:3, 3, 'more than 3 nodes, not 3'",
    "watts-strogatz:6:0.1, 6, 'more than 6 nodes, not 6'",
    "random-outbound:8, 8, 'more than 8 nodes, not 8'",
    "reachable-outbound:8:33, 32, '33 reachable nodes are more than the 32 nodes'",
    "complete, 100000, 'more than 20 million links'",
    "erdos-renyi:0.5, 100000, 'more than 20 million links'",
    "random-regular:50000, 100000, 'more than 20 million links'",
    "barabasi-albert:50000, 100000, 'more than 20 million links'",
    "watts-strogatz:50000:0.1, 100000, 'more than 20 million links'",
    "random-outbound:50000, 100000, 'more than 20 million links'",
    "reachable-outbound:300:1201, 100000, 'more than 20 million links'",
  })
  void impossibleNumberOfNodesIsRefused(String topology, int nodes, String message) {
    assertThatThrownBy(() -> edges(topology, nodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "moon, 'moon'' is not a topology; write six, line'",
    "'', ''''' is not a topology; write six'",
    "six:6, 'six:6'' is not a topology'",
    "tree, 'tree'' is not a topology'",
    "watts-strogatz:6, 'watts-strogatz:6'' is not a topology'",
    "tree:x, 'tree:x'' has a bad number; write six'",
    "tree:, 'tree:'' has a bad number'",
    "tree:99999999999, 'tree:99999999999'' has a bad number'",
    "tree:0, 'at least one child per node, not 0'",
    "random-regular:0, 'at least one neighbour, not 0'",
    "random-regular:-2, 'at least one neighbour, not -2'",
    "erdos-renyi:1.1, 'a probability must be from 0 to 1, not 1.1'",
    "erdos-renyi:NaN, 'a probability must be from 0 to 1, not NaN'",
    "barabasi-albert:0, 'at least one link, not 0'",
    "watts-strogatz:5:0.1, 'an even number, not 5'",
    "watts-strogatz:0:0.1, 'an even number, not 0'",
    "watts-strogatz:4:-1, 'a probability must be from 0 to 1, not -1.0'",
    "random-outbound:0, 'at least one other, not 0'",
    "reachable-outbound:0:100, 'at least one other, not 0'",
    "reachable-outbound:8:32, 'more than 32 nodes must be reachable if each node dials 8, not 32'",
    "reachable-outbound:8, 'reachable-outbound:8'' is not a topology'",
    "file:, 'the path of a file'",
    "file:a\0b, 'is not the path of a file'",
  })
  void invalidTopologyTextIsRefusedInOneLine(String text, String message) {
    Throwable thrown = catchThrowable(() -> Topologies.parse(text));

    assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"2000, 200", "200, 200", "40, 33"})
  void eachNodeDialsEightOfTheReachableOnes(int nodes, int reachable) {
    List<Edge> edges = edges("reachable-outbound:8:" + reachable, nodes);

    assertEachPairIsLinkedOnce(edges);
    int[] outbound = new int[nodes];
    int[] inbound = new int[nodes];
    for (Edge edge : edges) {
      outbound[edge.dialer()]++;
      inbound[edge.dialed()]++;
    }
    assertThat(outbound).containsOnly(8);
    assertThat(Arrays.stream(inbound).skip(reachable)).allMatch(count -> count == 0);
    // Eight links of each node, shared by the reachable ones: their spread is that of chance.
    double mean = 8.0 * nodes / reachable;
    assertThat(Arrays.stream(inbound).limit(reachable))
        .allMatch(count -> Math.abs(count - mean) < 6 * Math.sqrt(mean));
  }

  @Test
  void namedTopologyPassesOnEveryMethod() {
    assertThat(Topology.class.getDeclaredMethods())
        .filteredOn(method -> !Modifier.isStatic(method.getModifiers()))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            method ->
                assertThatCode(
                        () ->
                            NamedTopology.class.getDeclaredMethod(
                                method.getName(), method.getParameterTypes()))
                    .doesNotThrowAnyException());
  }

  @Test
  void linksOfCodeAreThoseOfANetwork() {
    assertThatThrownBy(() -> Topologies.of("own", List.of(new Edge(0, 1), new Edge(1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the link from 1 to 1 of 'own' leads a node to itself; remove it");
    assertThatThrownBy(() -> Topologies.of("own", List.of(new Edge(0, 1), new Edge(1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the link from 1 to 0 of 'own' is of a pair that has one already; remove it");
    assertThatThrownBy(() -> Topologies.of("own", List.of(new Edge(-1, 0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names a node below 0");

    Topology own = Topologies.of("own", List.of(new Edge(3, 1)));
    assertThat(own.edges(4, new SplittableRandom(1))).containsExactly(new Edge(3, 1));
    assertThatThrownBy(() -> own.edges(3, new SplittableRandom(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'own' has a link of node 3, and there are 3 nodes");
  }

  @Test
  void onlyFixedNetworksHaveANumberOfNodes() {
    Topology ownNetwork = (nodes, random) -> List.of();

    assertThat(Topologies.six().nodes()).hasValue(6);
    assertThat(Topologies.ring().nodes()).isEmpty();
    assertThat(Topologies.randomRegular(3).nodes()).isEmpty();
    assertThat(ownNetwork.nodes()).isEmpty();
    assertThatCode(() -> edges("six", 6)).doesNotThrowAnyException();
  }
}
