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
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the first-spy estimator on diffusion with the model of Fanti and Viswanath
 * ("Deanonymization in the Bitcoin P2P Network", NIPS 2017). On a random d-regular network, every
 * node that has the message pushes it after Exp(1) to each adjacent node, and to a spy that has
 * theta links to every node. Links have no latency.
 *
 * <p>Messages are published one after the other, so that they are independent: as soon as the spy
 * has received one, every datagram is dropped until all timers have expired.
 */
class FirstSpyValidationTest {
  private static final int NETWORKS = Validation.size(2, 20);
  private static final int NODES = Validation.size(200, 1_000);
  private static final int FULL_TRIALS = 20_000;
  private static final Duration STEP = Duration.ofMillis(20);

  /** Exp(1) exceeds this with probability 10^-13. */
  private static final Duration ALL_TIMERS = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({"2, 1, .5973", "3, 1, .5000", "4, 1, .4328", "4, 5, .7439"})
  void supernodeSpyIdentifiesTheShareOfOriginsThatTheoryPredicts(
      int degree, int theta, double published) {
    assertMatchesTheory(degree, theta, published);
  }

  /** At these degrees, a link fewer changes little, so that a tight bound takes many messages. */
  @ParameterizedTest
  @CsvSource({"5, 1, .3833", "6, 1, .3452"})
  @Tag("full")
  void shareOfIdentifiedOriginsMatchesTheoryAtHigherDegrees(
      int degree, int theta, double published) {
    assertMatchesTheory(degree, theta, published);
  }

  private static void assertMatchesTheory(int degree, int theta, double published) {
    double exact = detection(degree, theta);
    assertThat(exact).isCloseTo(published, within(5e-5));

    // The bound must be tight enough to detect one link fewer per node.
    double oneLinkFewer = detection(degree - 1, theta) - exact;
    int each = (Validation.isFull() ? FULL_TRIALS : trialsFor(exact, oneLinkFewer)) / NETWORKS;
    double correct = 0;
    for (int seed = 1; seed <= NETWORKS; seed++) {
      correct += countIdentified(degree, theta, seed, each);
    }

    int trials = each * NETWORKS;
    String description = "first spy on diffusion, d = " + degree + ", theta = " + theta;
    Validation.print(
        String.format(
            Locale.ROOT,
            "%s: %.4f of %d, expected %.4f",
            description,
            correct / trials,
            trials,
            exact));
    double fiveSigma = 5 * Math.sqrt(exact * (1 - exact) / trials);
    double bound = Validation.isFull() ? Math.min(fiveSigma, 0.01) : fiveSigma;
    assertThat(correct / trials)
        .as("%s, seeds 1 to %d", description, NETWORKS)
        .isCloseTo(exact, within(bound));
    assertThat(oneLinkFewer).as("one link fewer").isGreaterThan(bound);
  }

  /** The number of trials at which five standard errors are nine tenths of a difference. */
  private static int trialsFor(double share, double difference) {
    return (int) Math.ceil(share * (1 - share) * Math.pow(5 / (0.9 * difference), 2));
  }

  /** Sums over the number of nodes that have the message when the spy first receives it. */
  private static double detection(double degree, double theta) {
    double sum = 0;
    double undetected = 1;
    for (int n = 1; n < 100_000; n++) {
      double rates = n * (degree - 2 + theta) + 2;
      sum += undetected * theta / rates;
      undetected *= (n * (degree - 2) + 2) / rates;
    }
    return sum;
  }

  /** Returns how many of a network's messages are attributed to their origin. */
  private static double countIdentified(int degree, int theta, int seed, int trials) {
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
    for (int trial = 0; trial < trials; trial++) {
      MessageId id = network.node(trial % NODES).publish("trial " + trial);
      MessageRecord message = network.record().message(id).orElseThrow();
      while (message.observations().stream().noneMatch(seen -> seen.watcher() >= NODES)) {
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
