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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links over unusual paths: answers from another address, NAT, one-way loss. */
@Timeout(60)
class LinkPathTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  // Node 2 answers from 127.0.0.1, whatever address is dialed.
  private static final PeerAddress DIALLED = new PeerAddress("127.0.0.2", 2);

  private final ManualNetwork network = ManualNetwork.plain(31);

  private TestNode start(int port, PeerAddress... peers) {
    return network.start(port, Map.of(), List.of(), List.of(peers));
  }

  // ---- a node that answers from another address ----------------------------------------------

  @Test
  void nodeThatAnswersFromAnotherAddressIsKnownByTheDialedOne() {
    TestNode two = start(2);
    TestNode one = start(1, DIALLED);
    network.runFor(LONG);

    assertThat(one.eventsOf(NodeEvent.Unreachable.class)).isEmpty();
    assertThat(one.eventsOf(NodeEvent.PeerUp.class))
        .singleElement()
        .satisfies(up -> assertThat(up.peer().address()).isEqualTo(DIALLED));
    assertThat(one.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    assertThat(two.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    one.publish("hello");
    two.publish("hello to you");
    network.runFor(A_WHILE);
    assertThat(two.delivered()).containsExactly("hello");
    assertThat(one.delivered()).containsExactly("hello to you");
  }

  @Test
  void nodeThatAnswersFromAnotherAddressIsRedialedAfterALoss() {
    start(2);
    TestNode one = start(1, DIALLED);
    network.runFor(A_WHILE);
    network.kill(2);
    network.runFor(LONG);
    assertThat(one.peers()).isEmpty();

    start(2);
    network.runFor(Duration.ofSeconds(5));

    assertThat(one.peers()).containsExactly(2);
  }

  @Test
  void refusalFromAnotherAddressThanTheDialedOneIsReported() {
    TestNode one = start(1, new PeerAddress("127.0.0.2", 1));
    network.runFor(A_WHILE);

    assertThat(one.eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("this node itself"));
  }

  @Test
  void twoAddressesOfOneNodeGiveOneLink() {
    TestNode two = start(2);
    TestNode one = start(1, DIALLED, ManualNetwork.address(2));
    network.runFor(LONG);

    assertThat(one.peers()).containsExactly(2);
    assertThat(two.peers()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 50, 500})
  void mutualDialEndsInOneLinkWhenOneNodeAnswersFromAnotherAddress(int delayMillis) {
    TestNode one = start(1, DIALLED);
    network.runFor(Duration.ofMillis(delayMillis));
    TestNode two = start(2, ManualNetwork.address(1));
    network.runFor(Duration.ofSeconds(5));
    int upsBefore = one.eventsOf(NodeEvent.PeerUp.class).size();

    network.runFor(LONG);

    assertThat(one.peers()).containsExactly(2);
    assertThat(two.peers()).containsExactly(1);
    assertThat(one.eventsOf(NodeEvent.PeerUp.class)).as("settled").hasSize(upsBefore);
    assertThat(one.eventsOf(NodeEvent.Refused.class)).isEmpty();
    assertThat(two.eventsOf(NodeEvent.Refused.class)).isEmpty();

    one.publish("hello");
    two.publish("hello to you");
    network.runFor(A_WHILE);
    assertThat(two.delivered()).containsExactly("hello");
    assertThat(one.delivered()).containsExactly("hello to you");
  }

  // ---- NAT with a changing port --------------------------------------------------------------

  /** Puts node 2 behind a NAT; others see it at the given port. */
  private void nat(int externalPort) {
    PeerAddress outside = new PeerAddress("192.0.2.1", externalPort);
    PeerAddress inside = ManualNetwork.address(2);
    network.rule(
        (from, to, datagram) -> {
          if (from.equals(inside)) {
            network.inject(outside, to, datagram);
          } else if (to.equals(outside)) {
            network.inject(from, inside, datagram);
          }
          return false;
        });
  }

  /**
   * Sends one-way traffic. The receiver hears the sender all the time while the sender hears only
   * pongs, so the sender is the first to notice when the path breaks.
   */
  private void sendFrom(TestNode node, Duration duration) {
    Duration gap = Duration.ofMillis(50);
    for (long i = 0; i < duration.dividedBy(gap); i++) {
      node.publish("message " + i);
      network.runFor(gap);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 1_900, 1_950})
  void inboundPeerIsUpAgainAfterItsNatPortChanges(int phaseMillis) {
    nat(40_001);
    TestNode one = start(1);
    TestNode two = start(2, ManualNetwork.address(1));
    sendFrom(two, Duration.ofSeconds(5).plusMillis(phaseMillis));
    assertThat(one.peers()).containsExactly(40_001);

    nat(40_002);
    network.runFor(Duration.ofMillis(6_500));

    assertThat(two.peers()).containsExactly(1);
    assertThat(one.peers()).contains(40_002);
    network.runFor(LONG);
    assertThat(one.peers()).containsExactly(40_002);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 500, 1_000, 1_500, 1_950})
  void dialedPeerIsUpAgainAfterItsNatPortChanges(int phaseMillis) {
    nat(40_001);
    TestNode two = start(2, ManualNetwork.address(1));
    TestNode one = start(1, new PeerAddress("192.0.2.1", 40_001));
    sendFrom(two, Duration.ofSeconds(5).plusMillis(phaseMillis));
    assertThat(one.peers()).containsExactly(40_001);

    nat(40_002);
    network.runFor(Duration.ofMillis(6_500));

    assertThat(two.peers()).containsExactly(1);
    assertThat(one.peers()).containsExactly(40_002);
  }

  // ---- one-way loss --------------------------------------------------------------------------

  @Test
  void linkThatTimesOutAtOneEndIsClosedAtTheOther() {
    TestNode one = start(1);
    TestNode two = start(2, ManualNetwork.address(1));
    network.runFor(A_WHILE);

    network.rule((from, to, datagram) -> from.port() != 2);
    network.runFor(Duration.ofMillis(6_020));

    assertThat(one.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("nothing heard for 6000 ms"));
    assertThat(two.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("nothing heard for 6000 ms"));
  }
}
