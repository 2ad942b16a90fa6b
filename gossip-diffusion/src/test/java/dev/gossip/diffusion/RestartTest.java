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

/** A node with a data folder is restarted while it holds a message under an embargo. */
class RestartTest {
  @Test
  void whatWasHeldInACrashIsTakenWhenItComesAgain() {
    SimulatedNetwork network =
        Simulation.seeded(3)
            .nodes(6)
            .topology(Topologies.complete())
            .relay("relay.dandelion")
            .set("gossip.data-dir", "of each node's own")
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    MessageId id = network.node(0).publish("hello");
    SimulatedNode onPath = null;
    while (onPath == null) {
      network.runFor(Duration.ofMillis(10));
      onPath =
          network.nodes().stream()
              .filter(node -> node.index() != 0)
              .filter(node -> node.metrics().getOrDefault("held-back", 0L) == 1)
              .findFirst()
              .orElse(null);
    }
    MessageRecord message = network.record().message(id).orElseThrow();
    assertThat(message.reached(onPath.index())).isFalse();
    onPath.crash();
    network.runFor(Duration.ofSeconds(1));
    onPath.restart();
    network.runFor(Duration.ofMinutes(5));

    assertThat(network.record().message(id).orElseThrow().reached(onPath.index()))
        .as("%s, %s", onPath, network.describe())
        .isTrue();
  }
}
