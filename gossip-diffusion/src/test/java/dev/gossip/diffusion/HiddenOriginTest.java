package dev.gossip.diffusion;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;
import static dev.gossip.testkit.GossipAssertions.firstSpy;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A fifth of the nodes spy. */
class HiddenOriginTest {
  private static final double LIMIT = 0.25;

  private static SimulatedNetwork everyonePublishes(String relay) {
    SimulatedNetwork network =
        Simulation.seeded(11)
            .nodes(120)
            .topology(Topologies.randomOutbound(8))
            .relay(relay)
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    network
        .nodes()
        .forEach(
            node -> {
              node.publish("message of " + node);
              network.runFor(Duration.ofMillis(100));
            });
    assertThat(network.runUntilQuiet(Duration.ofMinutes(5))).isTrue();
    return network;
  }

  @Test
  void dandelionHidesWhereMessagesBeginFromAFifthOfTheNodes() {
    SimulatedNetwork network = everyonePublishes("relay.dandelion");

    assertThat(network).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(LIMIT);
  }

  @Test
  void diffusionDoesNot() {
    SimulatedNetwork network = everyonePublishes("relay.diffusion");

    assertThatThrownBy(
            () -> assertThat(network).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(LIMIT))
        .hasMessageContaining("which is not below 0.25");
  }
}
