package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message reaches every node at 20 % loss, on four kinds of random graphs. */
class ConvergenceValidationTest {
  private static final List<String> TOPOLOGIES =
      List.of("random-regular:4", "random-outbound:3", "barabasi-albert:2", "watts-strogatz:4:0.2");

  private static final int MESSAGES = 5;

  /** The default lifetime of a message. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(strings = {"relay.diffusion", "relay.dandelion"})
  void messagesReachEveryNodeDespiteLoss(String relay) {
    int seeds = Validation.scaled(20);
    long payloads = 0;
    long deliveries = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int nodes = 10 + random.nextInt(40);
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(nodes)
              .topology(Topologies.parse(TOPOLOGIES.get(seed % TOPOLOGIES.size())))
              .relay(relay)
              .loss(0.2)
              .start();
      network.awaitLinks(Duration.ofMinutes(5));
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        ids.add(network.node(random.nextInt(nodes)).publish("message " + i));
        network.runFor(Duration.ofMillis(random.nextInt(2_000)));
      }
      network.runFor(LIFETIME);
      for (MessageId id : ids) {
        assertThat(network.coverage(id)).as("coverage, %s", network.describe()).isEqualTo(1.0);
      }
      payloads += network.metrics().getOrDefault("payload-frames-sent", 0L);
      deliveries += (long) MESSAGES * (nodes - 1);
    }
    Validation.print(
        String.format(
            Locale.ROOT,
            "%s, 20 %% loss, %d seeds: coverage 1.0, %.2f payload frames per delivery",
            relay,
            seeds,
            (double) payloads / deliveries));
  }
}
