package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which link is evicted when a new peer connects to a node at its maximum number of links. */
@Timeout(60)
class LinkEvictionTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final int MAX_LINKS = 256;
  private static final int FIRST_PORT = 20_000;

  private final ManualNetwork network = ManualNetwork.plain(23);
  private final Strangers strangers = new Strangers(network, ManualNetwork.address(1));

  private void connectStrangers(String host, int count) {
    for (int i = 0; i < count; i++) {
      strangers.connect(new PeerAddress(host, FIRST_PORT + i), Strangers.id(i));
    }
    network.runFor(A_WHILE);
  }

  @Test
  void linksFromOneAddressCannotTakeAllSlots() {
    TestNode node = network.start(1);
    connectStrangers("192.0.2.7", MAX_LINKS);
    assertThat(node.peers()).hasSize(MAX_LINKS);

    network.start(2, 1);
    network.runFor(A_WHILE);

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2);
    assertThat(node.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("room"));
  }

  @Test
  void linksFromAnotherAddressOfTheSameGroupCannotTakeAllSlots() {
    TestNode node = network.start(1);
    connectStrangers("127.0.0.2", MAX_LINKS);
    assertThat(node.peers()).hasSize(MAX_LINKS);

    network.start(2, 1);
    network.runFor(A_WHILE);

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2);
  }

  @Test
  void evictedGroupCannotReplaceTheLinksThatReplacedIt() {
    TestNode node = network.start(1);
    connectStrangers("192.0.2.7", MAX_LINKS);
    network.start(2, 1);
    network.start(3, 1);
    network.runFor(A_WHILE);

    for (int i = 0; i < 50; i++) {
      strangers.connect(new PeerAddress("192.0.2.7", 30_000 + i), Strangers.id(1_000 + i));
      network.runFor(Duration.ofMillis(20));
    }

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2, 3);
  }

  @Test
  void outboundLinkIsNotEvicted() {
    network.start(2);
    TestNode node = network.start(1, Map.of("gossip.transport.udp.max-links", "2"), List.of(), 2);
    network.runFor(A_WHILE);
    strangers.connect(new PeerAddress("192.0.2.7", FIRST_PORT), Strangers.id(1));
    network.runFor(Duration.ofMinutes(2));

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT + 1), Strangers.id(2));
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, FIRST_PORT + 1);
  }

  @Test
  void inboundLinkThatIsDialedLaterIsNotEvicted() {
    TestNode node = network.start(1, Map.of("gossip.transport.udp.max-links", "1"), List.of());
    network.start(2, 1);
    network.runFor(A_WHILE);
    node.node.start(List.of(ManualNetwork.address(2)));
    network.runFor(Duration.ofMinutes(2));

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT), Strangers.id(2));
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void linkIdleForAMinuteIsEvictedForAnotherPeer() {
    TestNode node = network.start(1, Map.of("gossip.transport.udp.max-links", "2"), List.of());
    network.start(2, 1);
    network.start(3, 1);
    network.runFor(Duration.ofSeconds(50));
    network.node(3).publish("still here");
    network.runFor(Duration.ofSeconds(20));

    network.start(4, 1);
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(3, 4);
  }

  @Test
  void busyLinksOfAGroupDoNotProtectItsIdleLinks() {
    TestNode node = network.start(1, Map.of("gossip.transport.udp.max-links", "4"), List.of());
    network.start(2, 1);
    network.start(3, 1);
    strangers.connect(new PeerAddress("192.0.2.7", FIRST_PORT), Strangers.id(1));
    network.runFor(A_WHILE);
    strangers.connect(new PeerAddress("203.0.113.7", FIRST_PORT + 1), Strangers.id(2));
    network.runFor(Duration.ofSeconds(70));
    network.node(2).publish("busy");
    network.node(3).publish("busy, too");
    network.runFor(A_WHILE);

    // Makes the group of this address as large as the largest one.
    strangers.connect(new PeerAddress("192.0.2.8", FIRST_PORT + 2), Strangers.id(3));
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, 3, FIRST_PORT + 1, FIRST_PORT + 2);
  }

  @Test
  void emptyDatagramDoesNotMakeALinkBusy() {
    TestNode node = network.start(1, Map.of("gossip.transport.udp.max-links", "1"), List.of());
    PeerAddress first = new PeerAddress("192.0.2.7", FIRST_PORT);
    strangers.connect(first, Strangers.id(1));
    network.runFor(Duration.ofSeconds(70));
    strangers.sendEmptyData(first);
    network.runFor(A_WHILE);

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT + 1), Strangers.id(2));
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(FIRST_PORT + 1);
  }
}
