package dev.gossip.reputation.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.privacy.Estimate;
import dev.gossip.simulation.privacy.Estimator;
import dev.gossip.simulation.privacy.Spies;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the first node that sends a message to a spy is its origin, with and without a score. A
 * fifth of the nodes are spies, which earn credit wherever they can: they pass everything on at
 * once. If the score made nodes prefer them, they would be nearer to the origins.
 *
 * <p>The seeds are fixed, as the samples are compared statistically; with {@code
 * -Dgossip.seeds.scale} there are more. The two confidence intervals must overlap.
 */
class ReputationPrivacyTest {
  private static final int NETWORKS = 3 * Integer.getInteger("gossip.seeds.scale", 1);
  private static final int NODES = 25;
  private static final int DEGREE = 6;
  private static final List<Integer> SPIES = IntStream.range(0, NODES / 5).boxed().toList();
  private static final int MESSAGES = 40;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(250);
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);

  /** A mean over networks and half of its 95 % confidence interval. */
  private record Result(double precision, double error) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f +- %.3f", precision, error);
    }
  }

  @ParameterizedTest
  @CsvSource({"diffusion", "dandelion"})
  void scoreNamesNoMoreOrigins(String relay) {
    Result without = measure(relay, "none");
    Result with = measure(relay, "reputation");

    assertThat(with.precision - with.error)
        .as("precision with a score, %s, and without, %s", with, without)
        .isLessThanOrEqualTo(without.precision + without.error);
    assertThat(with.precision + with.error)
        .as("precision with a score, %s, and without, %s", with, without)
        .isGreaterThanOrEqualTo(without.precision - without.error);
  }

  private static Result measure(String relay, String spamControl) {
    List<Estimate> found = new ArrayList<>();
    for (int i = 0; i < NETWORKS; i++) {
      found.add(measure(relay, spamControl, 1_000 + i));
    }
    double precision = found.stream().mapToDouble(Estimate::value).average().orElseThrow();
    double squares = found.stream().mapToDouble(each -> each.error() * each.error()).sum();
    Result result = new Result(precision, Math.sqrt(squares) / found.size());
    System.out.printf(
        "first spy, %s with spam.%s, %d seeds from 1000: %s%n",
        relay, spamControl, NETWORKS, result);
    return result;
  }

  private static Estimate measure(String relay, String spamControl, long seed) {
    SimulatedNetwork network =
        Simulation.seeded(seed)
            .observing()
            .nodes(NODES)
            .topology(Topologies.randomRegular(DEGREE))
            .latency(Latency.constant(Duration.ofMillis(25)))
            .relay(relay)
            .set("gossip.transport.udp.security", "noise")
            .set("gossip.signing.use", "none")
            .set("gossip.spam.use", spamControl)
            // At this rate, messages would queue with the default of 35.
            .set("gossip.relay.diffusion.batch", "1000")
            .variant(
                SPIES::contains,
                spy ->
                    spy.set("gossip.relay.diffusion.outbound-mean", "1ms")
                        .set("gossip.relay.diffusion.inbound-mean", "1ms"))
            .start();
    network.awaitLinks(Duration.ofSeconds(30));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < MESSAGES; i++) {
      network.node(random.nextInt(SPIES.size(), NODES)).publish("message " + i);
      network.runFor(BETWEEN_MESSAGES);
    }
    network.runFor(AFTERWARDS);
    return Spies.at(network, SPIES).report(Estimator.parse("first-spy")).precision();
  }
}
