package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing proves an id yet, so a stranger that claims a node's id must not keep that node out. */
@Timeout(60)
class ClaimedIdTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final PeerAddress OWNER = ManualNetwork.address(2);
  private static final PeerAddress STRANGER = new PeerAddress("192.0.2.7", 30_000);

  private final ManualNetwork world = new ManualNetwork(17);
  private final Strangers strangers = new Strangers(world, NODE);
  private final TestNode node = world.start(1);
  private final TestNode owner = world.start(2);

  private void strangerClaimsTheIdOfTheOwner() {
    strangers.connect(STRANGER, owner.node.id().bytes());
    world.runFor(A_WHILE);
  }

  private static void dial(TestNode from, PeerAddress to) {
    from.node.start(List.of(to));
    from.node.flush();
  }

  @Test
  void aPeerThatThisNodeDialsReplacesAStrangerWithItsId() {
    strangerClaimsTheIdOfTheOwner();
    assertThat(node.peers()).containsExactly(STRANGER.port());

    dial(node, OWNER);
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(OWNER.port());
    assertThat(owner.peers()).containsExactly(NODE.port());
    assertThat(node.told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.peer().address()).isEqualTo(STRANGER));
  }

  @Test
  void aPeerThatDialsThisNodeGetsInThoughAStrangerHasItsId() {
    strangerClaimsTheIdOfTheOwner();

    dial(owner, NODE);
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(OWNER.port(), STRANGER.port());
    assertThat(owner.peers()).containsExactly(NODE.port());
    assertThat(node.told(NodeEvent.PeerUp.class))
        .as("ids by which this node knows its peers")
        .extracting(up -> up.peer().id())
        .doesNotHaveDuplicates();
    owner.publish("hello");
    world.runFor(A_WHILE);
    assertThat(node.delivered()).containsExactly("hello");
  }

  @Test
  void aStrangerDoesNotReplaceAPeerThatThisNodeDialled() {
    dial(node, OWNER);
    world.runFor(A_WHILE);

    strangerClaimsTheIdOfTheOwner();
    world.runFor(Duration.ofSeconds(20));

    assertThat(node.peers()).containsExactly(OWNER.port());
    assertThat(node.told(NodeEvent.PeerDown.class)).isEmpty();
  }
}
