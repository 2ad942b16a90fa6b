package dev.gossip.diffusion;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;
import static dev.gossip.testkit.GossipAssertions.firstSpy;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How well the relays hide the origin when a fifth of the nodes are spies. */
class HiddenOriginTest {
  private static final double LIMIT = 0.15;

  private static SimulatedNetwork everyonePublishes(int nodes, String relay) {
    SimulatedNetwork network =
        Simulation.seeded(11)
            .observing()
            .nodes(nodes)
            .topology(Topologies.randomOutbound(4))
            .relay(relay)
            // At this rate, messages would queue with the default of 35.
            .set("gossip.relay.diffusion.batch", "1000")
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    network
        .nodes()
        .forEach(
            node -> {
              node.publish("message of " + node);
              network.runFor(Duration.ofMillis(100));
            });
    assertThat(network.runUntilQuiet(Duration.ofMinutes(10))).isTrue();
    return network;
  }

  @Test
  void dandelionHidesTheOriginFromAFifthOfTheNodes() {
    assertDandelionHidesTheOrigin(200);
  }

  @Test
  @Tag("full")
  void dandelionHidesTheOriginInALargeNetwork() {
    assertDandelionHidesTheOrigin(500);
  }

  private static void assertDandelionHidesTheOrigin(int nodes) {
    SimulatedNetwork network = everyonePublishes(nodes, "relay.dandelion");

    assertThat(network).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(LIMIT);
  }

  @Test
  void diffusionDoesNotHideTheOriginFromAFifthOfTheNodes() {
    SimulatedNetwork network = everyonePublishes(120, "relay.diffusion");

    assertThatThrownBy(
            () -> assertThat(network).origin().hiddenFrom(firstSpy(0.2)).withPrecisionBelow(LIMIT))
        .hasMessageContaining("which is not below 0.15");
  }
}
