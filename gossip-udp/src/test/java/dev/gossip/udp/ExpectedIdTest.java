package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.PeerChange;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.ConfigurationException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests peers that are named with their ids, over sockets. */
@Timeout(60)
@SuppressWarnings("try") // nodes that are only there
class ExpectedIdTest {
  private static final String OTHER_ID = "5".repeat(64);

  private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();

  private GossipNode start(GossipNodeBuilder builder) throws Exception {
    return builder.onEvent(events::add).start();
  }

  private <T extends NodeEvent> T next(Class<T> type) throws InterruptedException {
    while (true) {
      NodeEvent event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).as("an event before the time limit").isNotNull();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void nodeWithTheExpectedIdBecomesAPeer() throws Exception {
    try (GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder().peer(two.id() + "@" + two.address()))) {
      assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(two.id());
    }
  }

  @Test
  void nodeWithAnotherIdIsRefusedInOneLineWithARemedy() throws Exception {
    try (GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder().peer(OTHER_ID + "@" + two.address()))) {
      NodeEvent.Refused refused = next(NodeEvent.Refused.class);

      assertThat(refused.address()).isEqualTo(two.address());
      assertThat(refused.reason())
          .isEqualTo("the node there has the id " + two.id() + ", not " + OTHER_ID);
      assertThat(refused.remedy()).isEqualTo("correct the address or the id, or leave the id out");
      assertThat(one.peers()).isEmpty();
    }
  }

  @Test
  void nodeThatConnectedFirstIsNotTakenForTheExpectedOne() throws Exception {
    try (GossipNode one = start(GossipNode.builder());
        GossipNode two = GossipNode.builder().peer(one.address().toString()).start()) {
      next(NodeEvent.PeerUp.class);

      assertThat(one.addPeer(OTHER_ID + "@" + two.address())).isEqualTo(PeerChange.DONE);

      NodeEvent.Refused refused = next(NodeEvent.Refused.class);
      assertThat(refused.reason())
          .isEqualTo("the node there has the id " + two.id() + ", not " + OTHER_ID);
      assertThat(refused.remedy()).isEqualTo("correct the address or the id, or leave the id out");
      assertThat(one.peers()).singleElement().extracting(peer -> peer.id()).isEqualTo(two.id());
    }
  }

  @Test
  void peerIsAddedWithItsIdWhileTheNodeRuns() throws Exception {
    try (GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder())) {
      String named = two.id() + "@" + two.address();

      assertThat(one.addPeer(named)).isEqualTo(PeerChange.DONE);

      assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(two.id());
      assertThat(one.addPeer(named)).isEqualTo(PeerChange.UNCHANGED);
      assertThat(one.addPeer(two.address())).isEqualTo(PeerChange.UNCHANGED);
      assertThatThrownBy(() -> one.addPeer(OTHER_ID + "@" + two.address()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "peer %s is there already, with the id %s; remove it first", two.address(), two.id());
      assertThat(one.removePeer(two.address())).isEqualTo(PeerChange.DONE);
    }
  }

  @Test
  void removedAddressIsAddedAgainWithoutAnId() throws Exception {
    try (GossipNode two = GossipNode.builder().start();
        GossipNode one = start(GossipNode.builder().peer(OTHER_ID + "@" + two.address()))) {
      next(NodeEvent.Refused.class);

      assertThat(one.removePeer(two.address())).isEqualTo(PeerChange.DONE);
      assertThat(one.addPeer(two.address())).isEqualTo(PeerChange.DONE);

      assertThat(next(NodeEvent.PeerUp.class).peer().id()).isEqualTo(two.id());
    }
  }

  @Test
  void idIsOnlyAHintIfTheTransportDoesNotProveIds() throws Exception {
    try (GossipNode one =
        start(
            GossipNode.builder()
                .set("gossip.transport.udp.security", "none")
                .peer(OTHER_ID + "@127.0.0.1:9"))) {
      assertThat(next(NodeEvent.Warning.class).what())
          .startsWith("the transport protects nothing: ")
          .endsWith(", and anyone can claim the ids that peers are named with");
    }
  }

  @Test
  void malformedIdIsRefusedWithTheForm() {
    assertThatThrownBy(() -> GossipNode.builder().peer("12ab@127.0.0.1:5000", "--peer").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "--peer: '12ab' in '12ab@127.0.0.1:5000' is not the id of a node: write host:port, or"
                + " id@host:port with an id of 64 hexadecimal digits");
  }
}
