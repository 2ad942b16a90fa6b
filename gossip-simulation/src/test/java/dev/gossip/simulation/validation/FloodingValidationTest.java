package dev.gossip.simulation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Flooding on large random 5-regular graphs, complete and after the removal of nodes. A removed
 * node crashes before any link is up; lost links are not replaced.
 *
 * <p>Let f be the removed share and u the probability that a link of a living node does not lead to
 * the giant component: its other end was removed, or none of that node's four other links leads
 * there. So u = f + (1-f)u^4, and a living node is in the giant component with probability S = 1 -
 * u^5. A random living origin is in it with probability S and then reaches a share S of the living
 * nodes; otherwise it reaches almost none. So the mean coverage is S^2.
 */
class FloodingValidationTest {
  private static final int DEGREE = 5;
  private static final long HOP_NANOS = 1_000_000;

  /**
   * Added per difference of node indices, so that a node processes all messages of a hop before the
   * next node does. This is three times as fast, because the data of the node stays in the cache.
   * Along a path these add up to the difference of its ends, so all latencies are almost equal.
   */
  private static final long NODE_NANOS = 20;

  private static final Duration ENOUGH = Duration.ofMillis(90);
  private static final int AT_ONCE = 50;

  // ---- whole graphs --------------------------------------------------------------------------

  /**
   * The last delivery hop is 8 or 9, and the mean path length is 6.354 hops. The mean path length
   * has a deviation of 0.015 between origins and 0.003 between graphs, hence the bounds.
   */
  @Test
  void floodOfTenThousandNodesMatchesTheoryInRedundancyAndHops() {
    int graphs = Validation.size(1, 10);
    int origins = Validation.size(5, 100);
    List<MessageRecord> messages =
        Validation.forSeeds(graphs, seed -> floodOfWholeGraph(origins, seed)).stream()
            .flatMap(List::stream)
            .toList();

    Sample lastHops =
        Sample.of(messages.stream().map(message -> (double) message.lastDeliveryHop()).toList());
    Sample paths = Sample.of(messages.stream().map(FloodingValidationTest::meanHops).toList());
    String what = "10000 nodes, seeds 1 to " + graphs;
    Validation.print(what + ", last delivery hop", lastHops, "8.1");
    Validation.print(what + ", mean path", paths, "6.354");
    assertThat(messages).allMatch(message -> Set.of(8, 9).contains(message.lastDeliveryHop()));
    assertThat(lastHops.mean()).as(what).isCloseTo(8.1, within(Validation.isFull() ? 0.1 : 0.7));
    assertThat(paths.mean()).as(what).isCloseTo(6.354, within(Validation.isFull() ? 0.01 : 0.04));
  }

  private static List<MessageRecord> floodOfWholeGraph(int origins, int seed) {
    FloodedNetwork flooded = FloodedNetwork.graph(10_000, 0, seed);
    flooded.floodFrom(origins);
    assertThat(flooded.network.report().rmr()).isCloseTo(40_001.0 / 9_999 - 1, within(1e-9));
    return List.copyOf(flooded.network.record().messages());
  }

  private static double meanHops(MessageRecord message) {
    return IntStream.range(0, 10_000)
        .filter(node -> node != message.origin())
        .mapToDouble(node -> message.latency(node).orElseThrow().toNanos() / (double) HOP_NANOS)
        .map(Math::rint)
        .average()
        .orElseThrow();
  }

  // ---- graphs with nodes removed -------------------------------------------------------------

  /**
   * Each flood must reach exactly the component of its origin, with exactly 2E - (N-1)
   * transmissions in it. The coverage of one flood is S or about 0, so its standard deviation is S
   * * sqrt(S(1-S)). The bound for the mean in the reduced set is five standard errors.
   */
  @ParameterizedTest
  @CsvSource({"10, 1.000", "20, .9993", "30, .9946", "40, .9745", "50, .9072"})
  void coverageAfterNodeRemovalMatchesTheory(int percent, double expected) {
    int nodes = Validation.size(2_000, 10_000);
    int graphs = Validation.size(1, 50);
    int origins = Validation.size(20, 100);
    List<Double> reaches =
        Validation.forSeeds(
                graphs, seed -> FloodedNetwork.graph(nodes, percent, seed).floodFrom(origins))
            .stream()
            .flatMapToDouble(Arrays::stream)
            .boxed()
            .toList();

    Sample reach = Sample.of(reaches);
    double giant = giantComponent(percent / 100.0);
    String what = percent + " % of " + nodes + " nodes removed, seeds 1 to " + graphs;
    Validation.print(what, reach, expected + ", S^2 = " + giant * giant);
    assertThat(giant * giant).isCloseTo(expected, within(5e-5));
    double scatter = giant * Math.sqrt(giant * (1 - giant));
    double bound = Validation.isFull() ? 0.01 : 5 * scatter / Math.sqrt(reach.count());
    assertThat(reach.mean()).as(what).isCloseTo(expected, within(bound));
  }

  /** The share of the living nodes that is in the giant component. */
  private static double giantComponent(double removed) {
    double misses = 0;
    for (int step = 0; step < 10_000; step++) {
      misses = removed + (1 - removed) * Math.pow(misses, DEGREE - 1);
    }
    return 1 - Math.pow(misses, DEGREE);
  }

  /** A network with some nodes removed. */
  private static final class FloodedNetwork {
    final SimulatedNetwork network;
    private final Graph<Integer, DefaultEdge> living = new SimpleGraph<>(DefaultEdge.class);
    private final List<Integer> order;

    private FloodedNetwork(SimulatedNetwork network, List<Integer> order) {
      this.network = network;
      this.order = order;
      order.forEach(living::addVertex);
      network.edges().stream()
          .filter(edge -> living.containsVertex(edge.dialer()))
          .filter(edge -> living.containsVertex(edge.dialed()))
          .forEach(edge -> living.addEdge(edge.dialer(), edge.dialed()));
    }

    static FloodedNetwork graph(int nodes, int percentRemoved, int seed) {
      SimulatedNetwork network =
          Validation.silent(seed, nodes, Topologies.randomRegular(DEGREE))
              .latency((from, to, random) -> HOP_NANOS + (to - from) * NODE_NANOS)
              .start();
      List<Integer> order = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
      Collections.shuffle(order, new Random(seed));
      int removed = nodes * percentRemoved / 100;
      order.subList(0, removed).forEach(node -> network.node(node).crash());
      network.awaitLinks(Duration.ofSeconds(1));
      return new FloodedNetwork(network, order.subList(removed, nodes));
    }

    /** The share of the living nodes reached by a message from each of this many origins. */
    double[] floodFrom(int origins) {
      DoubleStream.Builder reaches = DoubleStream.builder();
      ConnectivityInspector<Integer, DefaultEdge> components = new ConnectivityInspector<>(living);
      for (int begun = 0; begun < origins; begun += AT_ONCE) {
        for (int origin : order.subList(begun, Math.min(begun + AT_ONCE, origins))) {
          publishInTurn(network.node(origin));
        }
        network.runFor(ENOUGH);
      }
      long transmissions = 0;
      for (MessageRecord message : network.record().messages()) {
        Set<Integer> component = components.connectedSetOf(message.origin());
        assertThat(component).allMatch(message::reached);
        assertThat(message.deliveries()).isEqualTo(component.size() - 1);
        int links = component.stream().mapToInt(living::degreeOf).sum() / 2;
        transmissions += 2L * links - (component.size() - 1);
        reaches.add(network.coverage(message.id()));
      }
      assertThat(network.record().messages()).hasSize(origins);
      assertThat(network.metrics()).containsEntry("payload-frames-sent", transmissions);
      return reaches.build().toArray();
    }

    private void publishInTurn(SimulatedNode node) {
      network.after(
          Duration.ofNanos(node.index() * NODE_NANOS), () -> node.publish("from " + node));
    }
  }
}
