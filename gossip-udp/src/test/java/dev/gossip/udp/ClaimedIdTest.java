package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ids are not proven yet, so a stranger that claims a node's id must not lock that node out. */
@Timeout(60)
class ClaimedIdTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final PeerAddress OWNER = ManualNetwork.address(2);
  private static final PeerAddress STRANGER = new PeerAddress("192.0.2.7", 30_000);

  private final ManualNetwork network = ManualNetwork.plain(17);
  private final Strangers strangers = new Strangers(network, NODE);
  private final TestNode node = network.start(1);
  private final TestNode owner = network.start(2);

  private void strangerClaimsTheOwnersId() {
    strangers.connect(STRANGER, owner.node.id().bytes());
    network.runFor(A_WHILE);
  }

  private static void dial(TestNode from, PeerAddress to) {
    from.node.start(List.of(to));
    from.node.flush();
  }

  @Test
  void dialedPeerReplacesAStrangerWithItsId() {
    strangerClaimsTheOwnersId();
    assertThat(node.peers()).containsExactly(STRANGER.port());

    dial(node, OWNER);
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(OWNER.port());
    assertThat(owner.peers()).containsExactly(NODE.port());
    assertThat(node.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.peer().address()).isEqualTo(STRANGER));
  }

  @Test
  void dialingPeerIsAcceptedAlthoughAStrangerHasItsId() {
    strangerClaimsTheOwnersId();

    dial(owner, NODE);
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(OWNER.port(), STRANGER.port());
    assertThat(owner.peers()).containsExactly(NODE.port());
    assertThat(node.eventsOf(NodeEvent.PeerUp.class))
        .as("ids of the peers of this node")
        .extracting(up -> up.peer().id())
        .doesNotHaveDuplicates();
    owner.publish("hello");
    network.runFor(A_WHILE);
    assertThat(node.delivered()).containsExactly("hello");
  }

  @Test
  void strangerDoesNotReplaceADialedPeer() {
    dial(node, OWNER);
    network.runFor(A_WHILE);

    strangerClaimsTheOwnersId();
    network.runFor(Duration.ofSeconds(20));

    assertThat(node.peers()).containsExactly(OWNER.port());
    assertThat(node.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
  }
}
