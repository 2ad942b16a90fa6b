package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are added and removed while a node runs, with the default membership. */
@Timeout(30)
class PeersAtRunTimeTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(13);

  @Test
  void addedPeerIsLinkedAndExchangesMessages() {
    MemoryNode one = network.start(1);
    MemoryNode two = network.start(2);
    one.node.addPeer(two.address);
    network.runFor(A_WHILE);
    one.publish("hello");
    network.runFor(A_WHILE);

    assertThat(one.peers()).containsExactly(2);
    assertThat(two.delivered()).containsExactly("hello");
  }

  @Test
  void removedPeerIsDisconnectedAndNotDialedAgain() {
    MemoryNode one = network.start(1, 2);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);
    assertThat(one.peers()).containsExactly(2);
    one.node.removePeer(two.address);
    network.runFor(Duration.ofMinutes(2));

    assertThat(one.peers()).isEmpty();
    assertThat(two.peers()).isEmpty();
  }

  @Test
  void removedPeerMayBeAddedAgain() {
    MemoryNode one = network.start(1, 2);
    network.start(2);
    network.runFor(A_WHILE);
    one.node.removePeer(MemoryNetwork.address(2));
    network.runFor(A_WHILE);
    one.node.addPeer(MemoryNetwork.address(2));
    network.runFor(A_WHILE);

    assertThat(one.peers()).containsExactly(2);
  }

  @Test
  void peerThatIsAddedTwiceIsDialedOnce() {
    MemoryNode one = network.start(1);
    MemoryNode two = network.start(2);
    one.node.addPeer(two.address);
    one.node.addPeer(two.address);
    network.runFor(A_WHILE);
    assertThat(one.peers()).containsExactly(2);
    one.node.removePeer(two.address);
    network.runFor(A_WHILE);

    assertThat(one.peers()).isEmpty();
  }

  @Test
  void removedPeerThatIsBeingDialedIsNotLinked() {
    MemoryNode one = network.start(1, 3);
    one.node.removePeer(MemoryNetwork.address(2));
    one.node.removePeer(MemoryNetwork.address(3));
    network.start(3);
    network.runFor(Duration.ofMinutes(1));

    assertThat(one.peers()).isEmpty();
    assertThat(one.node.isStopped()).isFalse();
  }

  @Test
  void inboundPeerBecomesOutboundWhenItIsAdded() {
    MemoryNode one = network.start(1);
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);
    one.node.addPeer(two.address);
    network.runFor(A_WHILE);
    assertThat(one.peers()).containsExactly(2);
    assertThat(two.peers()).containsExactly(1);

    two.node.removePeer(one.address);
    network.runFor(Duration.ofSeconds(5));
    assertThat(one.peers()).as("the other end still wants the link").containsExactly(2);
  }

  @Test
  void namesAreAddedAndRemovedAsTheyAreWritten() {
    MemoryNode one = network.start(1);
    network.start(2);
    network.resolver = name -> name.equals("two") ? List.of("127.0.0.1") : List.of();
    PeerAddress name = new PeerAddress("two", 2);
    one.node.addPeer(name);
    network.runFor(A_WHILE);
    assertThat(one.peers()).containsExactly(2);
    one.node.removePeer(name);
    network.runFor(Duration.ofMinutes(1));

    assertThat(one.peers()).isEmpty();
  }

  @Test
  void peersOfAStoppedNodeCannotBeChanged() {
    MemoryNode one = network.start(1);
    network.start(2);
    one.node.close();
    one.node.addPeer(MemoryNetwork.address(2));
    one.node.removePeer(MemoryNetwork.address(2));
    network.runFor(A_WHILE);

    assertThat(network.node(2).peers()).isEmpty();
  }
}
