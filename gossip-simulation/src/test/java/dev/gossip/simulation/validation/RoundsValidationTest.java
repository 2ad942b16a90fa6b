package dev.gossip.simulation.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.validation.EpidemicTheory.Moments;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Push and push-pull on the complete graph: the number of synchronous rounds until all nodes have a
 * message. The traffic of a round takes a few milliseconds, so it ends before the next one.
 *
 * <p>Messages are published one after the other in one network; they are independent. The mean is
 * compared with the exact one, with a bound of five standard errors, and in the full set also with
 * published simulations. There the number of trials makes the standard error less than 0.02.
 */
class RoundsValidationTest {
  private static final Duration HALF = SynchronousRounds.LENGTH.dividedBy(2);
  private static final int NETWORKS = Validation.size(1, 2);

  @ParameterizedTest
  @CsvSource({"100, 12.315, 200, 5000", "1000, 18.071, 0, 4500"})
  void pushRoundsMatchTheory(int nodes, double published, int reduced, int full) {
    validate(
        new RelayPlugin("relay.push", PushRelay::new),
        nodes,
        EpidemicTheory::pushRounds,
        published,
        Validation.size(reduced, full));
  }

  @ParameterizedTest
  @CsvSource({"100, 6.521, 200, 2000", "1000, 9.154, 0, 1000"})
  void pushPullRoundsMatchTheory(int nodes, double published, int reduced, int full) {
    validate(
        new RelayPlugin("relay.push-pull", PushPullRelay::new),
        nodes,
        EpidemicTheory::pushPullRounds,
        published,
        Validation.size(reduced, full));
  }

  private static void validate(
      RelayPlugin relay, int nodes, IntFunction<Moments> theory, double published, int trials) {
    assumeTrue(trials > 0, "in the full set only");
    Moments exact = theory.apply(nodes);
    Sample rounds =
        Sample.of(
            Validation.forSeeds(NETWORKS, seed -> trials(relay, nodes, seed, trials / NETWORKS))
                .stream()
                .flatMap(List::stream)
                .toList());

    String what = relay.id() + ", " + nodes + " nodes, seeds 1 to " + NETWORKS;
    Validation.print(what, rounds, exact.mean() + ", published " + published);
    assertThat(rounds.mean())
        .as(what)
        .isCloseTo(exact.mean(), within(5 * exact.deviation() / Math.sqrt(trials)));
    if (Validation.isFull()) {
      assertThat(rounds.mean()).as(what).isCloseTo(published, within(0.1));
      assertThat(rounds.standardError()).as(what).isLessThan(0.02);
    }
  }

  private static List<Double> trials(RelayPlugin relay, int nodes, long seed, int count) {
    SimulatedNetwork network =
        Validation.silent(seed, nodes, Topologies.complete())
            .latency(Latency.constant(Duration.ofMillis(1)))
            .with(relay)
            // Short, since nodes search the messages that they remember.
            .set("gossip.lifetime", "10s")
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    // From the middle of a round to the middle of the next, so that all traffic in between is over.
    network.runFor(HALF);
    List<Double> rounds = new ArrayList<>();
    for (int trial = 0; trial < count; trial++) {
      MessageId id = network.node(trial % nodes).publish("trial " + trial);
      MessageRecord message = network.record().message(id).orElseThrow();
      int passed = 0;
      while (message.deliveries() < nodes - 1) {
        network.runFor(SynchronousRounds.LENGTH);
        passed++;
      }
      rounds.add((double) passed);
    }
    return rounds;
  }
}
