package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node with a data folder crashes and restarts while it holds a message under an embargo. */
class RestartTest {
  @Test
  void messageEmbargoedAtACrashIsAcceptedWhenItArrivesAgain() {
    SimulatedNetwork network =
        Simulation.seeded(3)
            .nodes(6)
            .topology(Topologies.complete())
            .relay("relay.dandelion")
            .set("gossip.data-dir", "of each node's own")
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    MessageId id = network.node(0).publish("hello");
    SimulatedNode onStem = null;
    while (onStem == null) {
      network.runFor(Duration.ofMillis(10));
      onStem =
          network.nodes().stream()
              .filter(node -> node.index() != 0)
              .filter(node -> node.metrics().getOrDefault("held-back", 0L) == 1)
              .findFirst()
              .orElse(null);
    }
    MessageRecord message = network.record().message(id).orElseThrow();
    assertThat(message.reached(onStem.index())).isFalse();
    onStem.crash();
    network.runFor(Duration.ofSeconds(1));
    onStem.restart();
    network.runFor(Duration.ofMinutes(5));

    assertThat(network.record().message(id).orElseThrow().reached(onStem.index()))
        .as("%s, %s", onStem, network.describe())
        .isTrue();
  }
}
