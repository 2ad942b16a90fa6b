package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Incompatible nodes refuse each other, report it at both ends and keep running. */
@Timeout(30)
class RefusalTest {
  private final MemoryNetwork network = new MemoryNetwork(3);

  private void assertRefusedAtBothEnds(MemoryNode one, MemoryNode two, String reason) {
    for (MemoryNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.eventsOf(NodeEvent.Refused.class))
          .as("reported once at %s", node.address)
          .singleElement()
          .satisfies(refused -> assertThat(refused.reason()).contains(reason));
      assertThat(node.node.isStopped()).isFalse();
    }
  }

  @Test
  void differentNetworkIsRefusedAtBothEnds() {
    MemoryNode one = network.start(1, Map.of("gossip.network", "red"), List.of(), 2);
    MemoryNode two = network.start(2, Map.of("gossip.network", "blue"), List.of());
    network.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "network");
    assertThat(one.eventsOf(NodeEvent.Refused.class).get(0).reason())
        .isEqualTo("its network is 'blue', this node's is 'red'");
    assertThat(two.eventsOf(NodeEvent.Refused.class).get(0).reason())
        .startsWith("its network is 'red', this node's is 'blue'");
  }

  @Test
  void differentRelayIsRefusedAtBothEnds() {
    MemoryNode one = network.start(1, 2);
    MemoryNode two = network.start(2, Map.of(), List.of(new TestPlugins.SilentRelay()), 1);
    network.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "relay.silent");
  }

  @Test
  void differentSigningIsWarnedAboutAtBothEndsButNotRefused() {
    MemoryNode one = network.start(1, 2);
    MemoryNode two = network.start(2, Map.of(), List.of(new TestPlugins.StampSigning()));
    network.runFor(Duration.ofSeconds(1));

    assertThat(one.peers()).containsExactly(2);
    for (MemoryNode node : List.of(one, two)) {
      assertThat(node.eventsOf(NodeEvent.Warning.class))
          .singleElement()
          .satisfies(warning -> assertThat(warning.what()).contains("signing."));
    }
  }
}
