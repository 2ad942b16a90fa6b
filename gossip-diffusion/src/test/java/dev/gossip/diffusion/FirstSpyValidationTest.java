package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * First spy on diffusion, the model of Fanti and Viswanath ("Deanonymization in the Bitcoin P2P
 * Network", NIPS 2017): on a random d-regular network every node that has the message pushes it to
 * each neighbour after Exp(1), and to a spy who is linked theta times to every node. Links take no
 * time.
 *
 * <p>One message after the other, so that messages meet no common randomness: as soon as the spy
 * has heard of one, every datagram is lost until all timers are over.
 */
class FirstSpyValidationTest {
  private static final int NETWORKS = Validation.size(2, 20);
  private static final int NODES = Validation.size(200, 1_000);
  private static final int TRIALS = Validation.size(6_000, 20_000);
  private static final Duration STEP = Duration.ofMillis(20);

  /** Exp(1) is longer once in 10^13 times. */
  private static final Duration ALL_TIMERS = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({
    "2, 1, .5973",
    "3, 1, .5000",
    "4, 1, .4328",
    "5, 1, .3833",
    "6, 1, .3452",
    "4, 5, .7439"
  })
  void aSpyWhoIsLinkedToAllFindsTheShareThatTheorySays(int degree, int theta, double tabled) {
    double exact = detection(degree, theta);
    assertThat(exact).isCloseTo(tabled, within(5e-5));

    double right = 0;
    for (int seed = 1; seed <= NETWORKS; seed++) {
      right += named(degree, theta, seed);
    }

    int trials = TRIALS / NETWORKS * NETWORKS;
    String what = "first spy on diffusion, d = " + degree + ", theta = " + theta;
    Validation.print(
        "%s: %.4f of %d, expected %.4f".formatted(what, right / trials, trials, exact));
    double fiveSigma = 5 * Math.sqrt(exact * (1 - exact) / trials);
    double bound = Validation.isFull() ? Math.min(fiveSigma, 0.01) : fiveSigma;
    assertThat(right / trials)
        .as("%s, seeds 1 to %d", what, NETWORKS)
        .isCloseTo(exact, within(bound));
    // Or it would say nothing: one link fewer for each node has to be told from this.
    assertThat(detection(degree - 1, theta) - exact).as("one link fewer").isGreaterThan(bound);
  }

  /** The sum over how many nodes have the message when the first of them tells the spy. */
  private static double detection(double degree, double theta) {
    double sum = 0;
    double notYet = 1;
    for (int n = 1; n < 100_000; n++) {
      double rates = n * (degree - 2 + theta) + 2;
      sum += notYet * theta / rates;
      notYet *= (n * (degree - 2) + 2) / rates;
    }
    return sum;
  }

  /** How many of a network's messages are put down to the right node. */
  private static double named(int degree, int theta, int seed) {
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(degree))
            .supernode(theta)
            .latency(Latency.constant(Duration.ZERO))
            .relay("relay.diffusion")
            .set("gossip.relay.diffusion.announce", "false")
            .set("gossip.relay.diffusion.outbound-mean", "1s")
            .set("gossip.relay.diffusion.inbound-mean", "1s")
            .set("gossip.relay.diffusion.inbound-shared", "false")
            .set("gossip.relay.diffusion.tries", "1")
            .set("gossip.relay.diffusion.catch-up", "0")
            .set("gossip.transport.udp.ping-after", "1000h")
            .set("gossip.transport.udp.down-after", "2000h")
            .start();
    network.awaitLinks(Duration.ofSeconds(30));
    for (int trial = 0; trial < TRIALS / NETWORKS; trial++) {
      MessageId id = network.node(trial % NODES).publish("trial " + trial);
      MessageRecord message = network.record().message(id).orElseThrow();
      while (message.sightings().stream().noneMatch(seen -> seen.watcher() >= NODES)) {
        network.runFor(STEP);
      }
      Fault silence = network.faults().everywhere().drop();
      network.runFor(ALL_TIMERS);
      silence.remove();
    }
    var report = Spies.supernode(network).report(Estimator.parse("first-spy:strict"));
    return report.recall().value() * report.messages();
  }
}
