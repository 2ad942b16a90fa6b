package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the first node that lets a spy know of a message is its origin, with and without
 * repair. One spy has a link to every node, compares as often as it may, and reconnects every
 * second under a new id. A message id counts as known to the spy from the first frame that contains
 * it, which an id that was asked for by its short id does.
 *
 * <p>The seeds are fixed, as the samples are compared statistically; with {@code
 * -Dgossip.seeds.scale} there are more. The two confidence intervals must overlap. Those of equal
 * shares do not in one of 180 comparisons, while the one share is outside of the interval of the
 * other, by chance alone, in one of six.
 */
class FirstSpyTest {
  private static final int FEW_NETWORKS = 2;
  private static final int NETWORKS = FEW_NETWORKS * Integer.getInteger("gossip.seeds.scale", 1);
  private static final int NODES = 40;
  private static final int DEGREE = 8;
  private static final int MESSAGES = 100;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(250);
  private static final int RECONNECT_EVERY = 4;

  private static final Map<String, Result> ALONE = new HashMap<>();
  private static final ComparingSpy.Plugin SPY = new ComparingSpy.Plugin(ComparingSpy::create);

  /** The share of messages whose origin was named. */
  private record Result(int named, int messages) {
    private static final double Z = 1.96;

    double share() {
      return (double) named / messages;
    }

    /** The bounds of the 95 % confidence interval (Wilson 1927). */
    double[] interval() {
      double n = messages;
      double centre = share() + Z * Z / (2 * n);
      double half = Z * Math.sqrt(share() * (1 - share()) / n + Z * Z / (4 * n * n));
      return new double[] {(centre - half) / (1 + Z * Z / n), (centre + half) / (1 + Z * Z / n)};
    }

    @Override
    public String toString() {
      double[] interval = interval();
      return String.format(
          Locale.ROOT, "%.4f of %d (%.4f to %.4f)", share(), messages, interval[0], interval[1]);
    }
  }

  /** A random regular graph, and a last node that dials all others. */
  private static final Topology WITH_SPY =
      (nodes, random) -> {
        List<Edge> edges =
            new ArrayList<>(Topologies.randomRegular(DEGREE).edges(nodes - 1, random));
        IntStream.range(0, nodes - 1).forEach(node -> edges.add(new Edge(nodes - 1, node)));
        return edges;
      };

  private static Simulation simulation(long seed, String relay) {
    return Simulation.seeded(seed)
        .observing()
        .nodes(NODES + 1)
        .topology(WITH_SPY)
        .latency(Latency.constant(Duration.ofMillis(25)))
        .relay(relay)
        .set("gossip.relay.repair.inner", relay)
        // At this rate, messages would queue with the default of 35.
        .set("gossip.relay.diffusion.batch", "1000")
        // Each reconnection would announce as many old messages to the spy.
        .set("gossip.relay.diffusion.catch-up", "32")
        .hostile(index -> index == NODES, spy -> spy.with(SPY));
  }

  private static Result run(
      String what, int networks, boolean reconnects, LongFunction<Simulation> simulations) {
    int named = 0;
    int messages = 0;
    for (int i = 0; i < networks; i++) {
      long seed = 1_000L + i;
      SimulatedNetwork network = simulations.apply(seed).start();
      network.awaitLinks(Duration.ofSeconds(30));
      publish(network, new SplittableRandom(seed), reconnects);
      var report = Spies.at(network, List.of(NODES)).report(Estimator.parse("first-spy:strict"));
      named += (int) Math.round(report.recall().value() * report.messages());
      messages += report.messages();
    }
    Result result = new Result(named, messages);
    System.out.println("first spy, " + what + ", seeds from 1000: " + result);
    return result;
  }

  private static void publish(
      SimulatedNetwork network, SplittableRandom random, boolean reconnects) {
    SimulatedNode spy = network.node(NODES);
    for (int i = 0; i < MESSAGES + 60; i++) {
      if (i < MESSAGES) {
        network.node(random.nextInt(NODES)).publish("message " + i);
      }
      network.runFor(BETWEEN_MESSAGES);
      if (reconnects && i % RECONNECT_EVERY == 0) {
        spy.crash();
        spy.restart();
      }
    }
  }

  private static Result alone(String relay, boolean reconnects) {
    return ALONE.computeIfAbsent(
        relay + " alone, " + (reconnects ? "new links" : "lasting links"),
        what -> run(what, NETWORKS, reconnects, seed -> simulation(seed, relay)));
  }

  @ParameterizedTest
  @CsvSource({"diffusion, true", "diffusion, false", "dandelion, true"})
  void spyThatComparesNamesNoMoreOrigins(String relay, boolean reconnects) {
    Result off = alone(relay, reconnects);

    Result on =
        run(
            relay + " with repair, " + (reconnects ? "new links" : "lasting links"),
            NETWORKS,
            reconnects,
            seed ->
                simulation(seed, relay)
                    .with(
                        new ComparingSpy.Plugin(
                            (context, inner) ->
                                new RepairRelay(context, RepairContract.DEFAULTS, inner))));

    assertThat(on.interval()[0]).as("%s, alone %s", on, off).isLessThan(off.interval()[1]);
  }

  @Test
  void repairThatShowsHiddenMessagesIsNoticed() {
    Result off = alone("diffusion", true);

    Result leaking =
        run(
            "diffusion with a saboteur",
            FEW_NETWORKS,
            true,
            seed ->
                simulation(seed, "diffusion")
                    .with(
                        new ComparingSpy.Plugin(
                            (context, inner) ->
                                LeakyRepair.showingTheUnannounced(RepairContract.DEFAULTS, inner)
                                    .create(context))));

    assertThat(leaking.interval()[0]).isGreaterThan(off.interval()[1]);
  }
}
