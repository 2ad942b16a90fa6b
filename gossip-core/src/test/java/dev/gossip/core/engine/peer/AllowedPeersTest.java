package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that accepts only the peers on a list. */
@Timeout(30)
class AllowedPeersTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final String REMEDY =
      "add the id to the file of gossip.allowed-peers if it may be a peer";

  private final MemoryNetwork network = new MemoryNetwork(31);
  private final MemoryNode node = network.start(1);

  private String notAllowed(MemoryNode other) {
    return "node " + other.id() + " is not on the list of allowed peers and gets no link";
  }

  @Test
  void nodeOnTheListIsAcceptedAndAnotherIsReportedOnce() {
    MemoryNode listed = network.start(2);
    node.node.allowOnly(Set.of(listed.id()));
    MemoryNode other = network.start(3, 1);
    listed.node.addPeer(node.address);

    network.runFor(Duration.ofMinutes(2));

    assertThat(node.peers()).containsExactly(2);
    assertThat(other.peers()).isEmpty();
    assertThat(node.eventsOf(NodeEvent.Warning.class))
        .containsExactly(new NodeEvent.Warning(notAllowed(other), REMEDY));
  }

  @Test
  void peerThatLeavesTheListIsDisconnectedAndAcceptedWhenItReturns() {
    MemoryNode two = network.start(2, 1);
    MemoryNode three = network.start(3, 1);
    network.runFor(A_WHILE);
    assertThat(node.peers()).containsExactly(2, 3);

    node.node.allowOnly(Set.of(three.id()));
    network.runFor(Duration.ofMinutes(1));
    assertThat(node.peers()).containsExactly(3);
    assertThat(two.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(
            down ->
                assertThat(down.reason()).contains("the id is not on the list of allowed peers"));

    node.node.allowOnly(Set.of(two.id(), three.id()));
    network.runFor(Duration.ofMinutes(1));
    assertThat(node.peers()).containsExactly(2, 3);
  }

  @Test
  void dialedNodeThatLeavesTheListIsRefusedWithTheRemedy() {
    MemoryNode two = network.start(2);
    node.node.addPeer(two.address);
    network.runFor(A_WHILE);
    assertThat(node.peers()).containsExactly(2);

    node.node.allowOnly(Set.of());
    network.runFor(A_WHILE);

    assertThat(node.peers()).isEmpty();
    assertThat(node.eventsOf(NodeEvent.Refused.class))
        .first()
        .satisfies(refused -> assertThat(refused.remedy()).isEqualTo(REMEDY));
  }

  @Test
  void warningsAboutStrangersAreLimited() {
    node.node.allowOnly(Set.of());
    for (int port = 2; port < 32; port++) {
      network.start(port, 1);
    }

    network.runFor(A_WHILE);

    assertThat(node.peers()).isEmpty();
    assertThat(node.eventsOf(NodeEvent.Warning.class)).hasSize(10);
    assertThat(node.node.metrics()).containsKey(DropReason.STRANGER_WARNING.metricName());
  }
}
