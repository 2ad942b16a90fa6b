package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a list of allowed peers. */
@Timeout(120)
@SuppressWarnings("try") // nodes that are only there
class AllowedPeersOverSocketsTest {
  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
  private Path list = Path.of("");

  @BeforeEach
  void nameTheList() {
    list = folder.resolve("peers.txt");
  }

  private GossipNodeBuilder guarded() {
    return GossipNode.builder()
        .set("gossip.allowed-peers", list.toString(), "n.conf: 2")
        .onEvent(events::add);
  }

  private <T extends NodeEvent> T next(Class<T> type) throws InterruptedException {
    while (true) {
      NodeEvent event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("an event before the time limit").isNotNull();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void peerIsDisconnectedWhenItsIdLeavesTheList() throws Exception {
    try (GossipNode listed = GossipNode.builder().start()) {
      Files.writeString(list, listed.id() + "\n" + "0".repeat(64) + "\n");
      try (GossipNode node = guarded().peer(listed.address().toString()).start()) {
        assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(listed.id());

        Files.writeString(list, "0".repeat(64) + "\n");

        NodeEvent.PeerDown down = next(NodeEvent.PeerDown.class);
        assertThat(down.peer().id()).isEqualTo(listed.id());
        assertThat(down.reason()).isEqualTo("the id is not on the list of allowed peers");
      }
    }
  }

  @Test
  void nodeThatIsNotOnTheListIsReportedWithItsId() throws Exception {
    Files.writeString(list, "0".repeat(64) + "\n");
    try (GossipNode node = guarded().start();
        GossipNode other = GossipNode.builder().peer(node.address().toString()).start()) {
      NodeEvent.Warning warning = next(NodeEvent.Warning.class);

      assertThat(warning.what())
          .isEqualTo(
              "node " + other.id() + " is not on the list of allowed peers and gets no link");
      assertThat(warning.remedy()).contains("gossip.allowed-peers");
      assertThat(node.peers()).isEmpty();
    }
  }

  @Test
  void dialedNodeThatIsNotOnTheListIsReportedOnce() throws Exception {
    Files.writeString(list, "0".repeat(64) + "\n");
    try (GossipNode other = GossipNode.builder().start()) {
      try (GossipNode node = guarded().peer(other.address().toString()).start()) {
        assertThat(next(NodeEvent.Warning.class).what()).contains(other.id().toString());
      }
      assertThat(events).noneMatch(NodeEvent.Refused.class::isInstance);
    }
  }

  @Test
  void badLineKeepsTheNodeFromStarting() throws Exception {
    Files.writeString(list, "12ab\n");

    assertThatThrownBy(() -> guarded().start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "n.conf: 2: gossip.allowed-peers: %s: 1: this is not the id of a node; write its 64"
                + " hexadecimal digits, one id a line",
            list);
  }

  @Test
  void listIsRefusedIfIdsAreNotProven() throws Exception {
    Files.writeString(list, "0".repeat(64) + "\n");

    assertThatThrownBy(() -> guarded().set("gossip.transport.udp.security", "none").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "n.conf: 2: gossip.allowed-peers: the transport does not prove ids, so anyone could"
                + " claim an id of the list; set gossip.transport.udp.security to noise, or remove"
                + " the list");
  }
}
