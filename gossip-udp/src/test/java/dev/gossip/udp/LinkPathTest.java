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

/** Links whose addresses or directions are not what they seem: wildcards, NAT, one-way loss. */
@Timeout(60)
class LinkPathTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  // Node 2 answers from 127.0.0.1, wherever it is dialled.
  private static final PeerAddress DIALLED = new PeerAddress("127.0.0.2", 2);

  private final ManualNetwork world = new ManualNetwork(31);

  private TestNode start(int port, PeerAddress... peers) {
    return world.start(port, Map.of(), List.of(), List.of(peers));
  }

  // ---- a node that answers from another address ----------------------------------------------

  @Test
  void aNodeThatAnswersFromAnotherAddressComesUpUnderTheDialledOne() {
    TestNode two = start(2);
    TestNode one = start(1, DIALLED);
    world.runFor(LONG);

    assertThat(one.told(NodeEvent.Unreachable.class)).isEmpty();
    assertThat(one.told(NodeEvent.PeerUp.class))
        .singleElement()
        .satisfies(up -> assertThat(up.peer().address()).isEqualTo(DIALLED));
    assertThat(one.told(NodeEvent.PeerDown.class)).isEmpty();
    assertThat(two.told(NodeEvent.PeerDown.class)).isEmpty();
    one.publish("hello");
    two.publish("hello to you");
    world.runFor(A_WHILE);
    assertThat(two.delivered()).containsExactly("hello");
    assertThat(one.delivered()).containsExactly("hello to you");
  }

  @Test
  void aNodeThatAnswersFromAnotherAddressIsDialledAgainWhenItIsLost() {
    start(2);
    TestNode one = start(1, DIALLED);
    world.runFor(A_WHILE);
    world.kill(2);
    world.runFor(LONG);
    assertThat(one.peers()).isEmpty();

    start(2);
    world.runFor(Duration.ofSeconds(5));

    assertThat(one.peers()).containsExactly(2);
  }

  @Test
  void aRefusalFromAnotherAddressThanTheDialledOneIsShown() {
    TestNode one = start(1, new PeerAddress("127.0.0.2", 1));
    world.runFor(A_WHILE);

    assertThat(one.told(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("this node itself"));
  }

  @Test
  void twoAddressesOfOneNodeGiveOneLink() {
    TestNode two = start(2);
    TestNode one = start(1, DIALLED, ManualNetwork.address(2));
    world.runFor(LONG);

    assertThat(one.peers()).containsExactly(2);
    assertThat(two.peers()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 50, 500})
  void nodesThatDialEachOtherGetOneLinkThoughOneAnswersFromAnotherAddress(int laterMillis) {
    TestNode one = start(1, DIALLED);
    world.runFor(Duration.ofMillis(laterMillis));
    TestNode two = start(2, ManualNetwork.address(1));
    world.runFor(Duration.ofSeconds(5));
    int changes = one.told(NodeEvent.PeerUp.class).size();

    world.runFor(LONG);

    assertThat(one.peers()).containsExactly(2);
    assertThat(two.peers()).containsExactly(1);
    assertThat(one.told(NodeEvent.PeerUp.class)).as("settled").hasSize(changes);
    one.publish("hello");
    two.publish("hello to you");
    world.runFor(A_WHILE);
    assertThat(two.delivered()).containsExactly("hello");
    assertThat(one.delivered()).containsExactly("hello to you");
  }

  // ---- a NAT gives a flow another port -------------------------------------------------------

  /** Node 2 is behind a NAT: others see it at the port that this answers. */
  private void nat(int portSeen) {
    PeerAddress outside = new PeerAddress("192.0.2.1", portSeen);
    PeerAddress inside = ManualNetwork.address(2);
    world.rule(
        (from, to, datagram) -> {
          if (from.equals(inside)) {
            world.inject(outside, to, datagram);
          } else if (to.equals(outside)) {
            world.inject(from, inside, datagram);
          }
          return false;
        });
  }

  /**
   * One-way traffic: the receiver hears the sender all the time, the sender hears only pongs, so
   * the sender is the first to miss the other when the path breaks.
   */
  private void sendFrom(TestNode node, Duration duration) {
    Duration gap = Duration.ofMillis(50);
    for (long i = 0; i < duration.dividedBy(gap); i++) {
      node.publish("message " + i);
      world.runFor(gap);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 1_900, 1_950})
  void aFlowThatGetsAnotherPortIsBackWhenItsLossIsNoticed(int phaseMillis) {
    nat(40_001);
    TestNode one = start(1);
    TestNode two = start(2, ManualNetwork.address(1));
    sendFrom(two, Duration.ofSeconds(5).plusMillis(phaseMillis));
    assertThat(one.peers()).containsExactly(40_001);

    nat(40_002);
    world.runFor(Duration.ofMillis(6_500));

    assertThat(two.peers()).containsExactly(1);
    assertThat(one.peers()).contains(40_002);
    world.runFor(LONG);
    assertThat(one.peers()).containsExactly(40_002);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 500, 1_000, 1_500, 1_950})
  void aPeerThatThisNodeDialledIsBackWhenItsFlowGetsAnotherPort(int phaseMillis) {
    nat(40_001);
    TestNode two = start(2, ManualNetwork.address(1));
    TestNode one = start(1, new PeerAddress("192.0.2.1", 40_001));
    sendFrom(two, Duration.ofSeconds(5).plusMillis(phaseMillis));
    assertThat(one.peers()).containsExactly(40_001);

    nat(40_002);
    world.runFor(Duration.ofMillis(6_500));

    assertThat(two.peers()).containsExactly(1);
    assertThat(one.peers()).containsExactly(40_002);
  }

  // ---- one direction is broken ---------------------------------------------------------------

  @Test
  void aLinkThatIsSilentAtOneEndIsClosedAtTheOther() {
    TestNode one = start(1);
    TestNode two = start(2, ManualNetwork.address(1));
    world.runFor(A_WHILE);

    world.rule((from, to, datagram) -> from.port() != 2);
    world.runFor(Duration.ofMillis(6_020));

    assertThat(one.told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("nothing heard for 6000 ms"));
    assertThat(two.told(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("nothing heard for 6000 ms"));
  }
}
