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

/** Who gets a place at a node that has as many links as it may. */
@Timeout(60)
class CrowdedNodeTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final int MAX_LINKS = 125;
  private static final int FIRST_PORT = 20_000;

  private final ManualNetwork world = new ManualNetwork(23);
  private final Strangers strangers = new Strangers(world, ManualNetwork.address(1));

  private void strangersFrom(String host, int count) {
    for (int i = 0; i < count; i++) {
      strangers.connect(new PeerAddress(host, FIRST_PORT + i), Strangers.id(i));
    }
    world.runFor(A_WHILE);
  }

  @Test
  void linksFromOneAddressDoNotTakeAllPlaces() {
    TestNode node = world.start(1);
    strangersFrom("192.0.2.7", MAX_LINKS);
    assertThat(node.peers()).hasSize(MAX_LINKS);

    world.start(2, 1);
    world.runFor(A_WHILE);

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2);
    assertThat(node.told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("room"));
  }

  @Test
  void linksFromAnotherAddressOfTheSameGroupDoNotTakeAllPlaces() {
    TestNode node = world.start(1);
    strangersFrom("127.0.0.2", MAX_LINKS);
    assertThat(node.peers()).hasSize(MAX_LINKS);

    world.start(2, 1);
    world.runFor(A_WHILE);

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2);
  }

  @Test
  void aCrowdThatIsTurnedAwayDoesNotReplaceThoseThatCameInItsPlace() {
    TestNode node = world.start(1);
    strangersFrom("192.0.2.7", MAX_LINKS);
    world.start(2, 1);
    world.start(3, 1);
    world.runFor(A_WHILE);

    for (int i = 0; i < 50; i++) {
      strangers.connect(new PeerAddress("192.0.2.7", 30_000 + i), Strangers.id(1_000 + i));
      world.runFor(Duration.ofMillis(20));
    }

    assertThat(node.peers()).hasSize(MAX_LINKS).contains(2, 3);
  }

  @Test
  void aLinkThatThisNodeDialledDoesNotMakeRoom() {
    world.start(2);
    TestNode node = world.start(1, Map.of("gossip.transport.udp.max-links", "2"), List.of(), 2);
    world.runFor(A_WHILE);
    strangers.connect(new PeerAddress("192.0.2.7", FIRST_PORT), Strangers.id(1));
    world.runFor(Duration.ofMinutes(2));

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT + 1), Strangers.id(2));
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, FIRST_PORT + 1);
  }

  @Test
  void aLinkThatThisNodeChoseAfterItHadComeByItselfDoesNotMakeRoom() {
    TestNode node = world.start(1, Map.of("gossip.transport.udp.max-links", "1"), List.of());
    world.start(2, 1);
    world.runFor(A_WHILE);
    node.node.start(List.of(ManualNetwork.address(2)));
    world.runFor(Duration.ofMinutes(2));

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT), Strangers.id(2));
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void aLinkThatBringsNothingForAMinuteMakesRoomForAnEqual() {
    TestNode node = world.start(1, Map.of("gossip.transport.udp.max-links", "2"), List.of());
    world.start(2, 1);
    world.start(3, 1);
    world.runFor(Duration.ofSeconds(50));
    world.node(3).publish("still here");
    world.runFor(Duration.ofSeconds(20));

    world.start(4, 1);
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(3, 4);
  }

  @Test
  void busyLinksOfOneGroupDoNotKeepPlacesForThoseOfOthersThatBringNothing() {
    TestNode node = world.start(1, Map.of("gossip.transport.udp.max-links", "4"), List.of());
    world.start(2, 1);
    world.start(3, 1);
    strangers.connect(new PeerAddress("192.0.2.7", FIRST_PORT), Strangers.id(1));
    world.runFor(A_WHILE);
    strangers.connect(new PeerAddress("203.0.113.7", FIRST_PORT + 1), Strangers.id(2));
    world.runFor(Duration.ofSeconds(70));
    world.node(2).publish("busy");
    world.node(3).publish("busy, too");
    world.runFor(A_WHILE);

    // With it its group is as large as the largest.
    strangers.connect(new PeerAddress("192.0.2.8", FIRST_PORT + 2), Strangers.id(3));
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2, 3, FIRST_PORT + 1, FIRST_PORT + 2);
  }

  @Test
  void anEmptyDatagramDoesNotMakeALinkBusy() {
    TestNode node = world.start(1, Map.of("gossip.transport.udp.max-links", "1"), List.of());
    PeerAddress first = new PeerAddress("192.0.2.7", FIRST_PORT);
    strangers.connect(first, Strangers.id(1));
    world.runFor(Duration.ofSeconds(70));
    strangers.sendNoFrames(first);
    world.runFor(A_WHILE);

    strangers.connect(new PeerAddress("198.51.100.7", FIRST_PORT + 1), Strangers.id(2));
    world.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(FIRST_PORT + 1);
  }
}
