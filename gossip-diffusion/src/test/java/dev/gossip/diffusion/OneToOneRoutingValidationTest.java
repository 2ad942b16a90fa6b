package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Compares first-spy precision on stems with a model, over an exactly 4-regular graph: each node
 * dials two others and is dialed by two. Dandelion++ (arXiv 1805.11060, section 4.2) maps the
 * inbound edges of a node one to one to its outbound edges, and sends the node's own messages along
 * a random outbound edge. The model implements that independently of the code under test.
 */
class OneToOneRoutingValidationTest {
  private static final int NETWORKS = Validation.size(8, 100);
  private static final int NODES = Validation.size(300, 1_000);
  private static final int DRAWS = 30;
  private static final double SPIES = 0.2;
  private static final double Q = 0.01;
  private static final double TOLERANCE = 0.01;

  @Test
  void firstSpyPrecisionOnStemsMatchesOneToOneRouting() {
    double[] measured = new double[NETWORKS];
    double[] model = new double[NETWORKS];
    for (int seed = 1; seed <= NETWORKS; seed++) {
      measured[seed - 1] =
          Spies.meanOfDraws(published(seed), SPIES, DRAWS, Estimator.parse("first-spy"))
              .precision()
              .value();
      Random random = new Random(seed);
      model[seed - 1] =
          IntStream.range(0, DRAWS).mapToDouble(i -> modelPrecision(random)).average().orElse(0);
    }

    double difference = mean(measured) - mean(model);
    double error = Math.hypot(standardError(measured), standardError(model));
    String description =
        String.format(
            Locale.ROOT,
            "first spy on stems, exactly 4-regular, p = %.1f: %.4f +- %.4f, model %.4f +- %.4f",
            SPIES,
            mean(measured),
            standardError(measured),
            mean(model),
            standardError(model));
    Validation.print(description);
    assertThat(difference)
        .as("%s, seeds 1 to %d", description, NETWORKS)
        .isCloseTo(0, within(TOLERANCE));
    // Otherwise the bound could be met by chance.
    assertThat(5 * error).as("five standard errors").isLessThan(TOLERANCE);
  }

  /** The first-spy precision of the model when every node of one graph publishes one message. */
  private static double modelPrecision(Random random) {
    List<List<Integer>> next = twoCycles(NODES, random);
    boolean[] spy = new boolean[NODES];
    shuffled(NODES, random).subList(0, (int) Math.round(SPIES * NODES)).forEach(n -> spy[n] = true);
    boolean[] crossed = flips(0.5, random);
    boolean[] diffuser = flips(Q, random);
    int[] accused = new int[NODES];
    boolean[] found = new boolean[NODES];
    for (int origin = 0; origin < NODES; origin++) {
      int edge = random.nextInt(2);
      int at = origin;
      int to = next.get(edge).get(at);
      // A stem that has used every edge is a cycle without spies.
      for (int hops = 0; hops < 2 * NODES && !spy[to] && !diffuser[to]; hops++) {
        edge = crossed[to] ? 1 - edge : edge;
        at = to;
        to = next.get(edge).get(at);
      }
      if (!spy[origin] && spy[to]) {
        accused[at]++;
        found[origin] |= at == origin;
      }
    }
    return IntStream.range(0, NODES)
        .filter(node -> !spy[node])
        .mapToDouble(node -> found[node] ? 1.0 / accused[node] : 0)
        .average()
        .orElse(0);
  }

  private static boolean[] flips(double share, Random random) {
    boolean[] flips = new boolean[NODES];
    IntStream.range(0, NODES).forEach(node -> flips[node] = random.nextDouble() < share);
    return flips;
  }

  private static List<Integer> shuffled(int count, Random random) {
    List<Integer> nodes = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(nodes, random);
    return nodes;
  }

  /** The successors of each node on two cycles through all nodes that share no link. */
  private static List<List<Integer>> twoCycles(int count, Random random) {
    while (true) {
      List<List<Integer>> next = List.of(cycle(count, random), cycle(count, random));
      Set<Set<Integer>> links = new HashSet<>();
      for (List<Integer> successors : next) {
        for (int node = 0; node < count; node++) {
          links.add(Set.of(node, successors.get(node)));
        }
      }
      if (links.size() == 2 * count) {
        return next;
      }
    }
  }

  private static List<Integer> cycle(int count, Random random) {
    List<Integer> order = shuffled(count, random);
    List<Integer> successors = new ArrayList<>(Collections.nCopies(count, 0));
    for (int i = 0; i < count; i++) {
      successors.set(order.get(i), order.get((i + 1) % count));
    }
    return successors;
  }

  private static SimulatedNetwork published(int seed) {
    List<Edge> edges = new ArrayList<>();
    for (List<Integer> successors : twoCycles(NODES, new Random(-seed))) {
      for (int node = 0; node < NODES; node++) {
        edges.add(new Edge(node, successors.get(node)));
      }
    }
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .observing()
            .nodes(NODES)
            .topology(Topologies.of("exactly 4-regular", edges))
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
    network.runFor(Duration.ofMillis(500));
    return network;
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares =
        IntStream.range(0, values.length).mapToDouble(i -> Math.pow(values[i] - mean, 2)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
