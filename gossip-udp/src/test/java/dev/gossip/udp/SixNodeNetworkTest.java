package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links, HELLO, flooding and failures of the whole stack, without sockets and in virtual time. */
@Timeout(120)
class SixNodeNetworkTest {
  private static final long SEED = 42;
  private static final List<Integer> ALL = List.of(5000, 5010, 5020, 5030, 5040, 5050);

  private final ManualNetwork network = ManualNetwork.sixNodes(SEED);

  @Test
  void everyLinkComesUpOnceAtBothEnds() {
    assertThat(network.node(5000).peers()).containsExactly(5010, 5020, 5050);
    assertThat(network.node(5010).peers()).containsExactly(5000, 5030, 5040);
    assertThat(network.node(5020).peers()).containsExactly(5000, 5050);
    assertThat(network.node(5030).peers()).containsExactly(5010);
    assertThat(network.node(5040).peers()).containsExactly(5010);
    assertThat(network.node(5050).peers()).containsExactly(5000, 5020);
    for (int port : ALL) {
      TestNode node = network.node(port);
      assertThat(node.eventsOf(NodeEvent.PeerUp.class)).hasSize(node.peers().size());
      assertThat(node.eventsOf(NodeEvent.Ready.class)).hasSize(1);
    }
  }

  @Test
  void messageIsDeliveredOnceToEveryNodeExceptItsOrigin() {
    network.node(5000).publish("hello");
    network.runFor(Duration.ofSeconds(1));

    assertThat(network.node(5000).delivered()).isEmpty();
    for (int port : ALL.subList(1, 6)) {
      assertThat(network.node(port).delivered()).as("at %s", port).containsExactly("hello");
    }
  }

  @Test
  void floodingSendsTwiceTheLinksMinusNodesPlusOneFrames() {
    for (int port : ALL) {
      long before = network.total("payload-frames-sent");
      network.node(port).publish("from " + port);
      network.runFor(Duration.ofSeconds(1));

      int links = 6;
      assertThat(network.total("payload-frames-sent") - before).isEqualTo(2 * links - (6 - 1));
      assertThat(network.total("payload-frames-received"))
          .isEqualTo(network.total("payload-frames-sent"));
    }
  }

  @Test
  void traceIsEqualForEqualSeedsAndDiffersForOthers() {
    assertThat(traceOf(7)).isEqualTo(traceOf(7)).isNotEqualTo(traceOf(8)).hasSizeGreaterThan(200);
  }

  private static List<String> traceOf(long seed) {
    ManualNetwork network = new ManualNetwork(seed);
    LossyWire wire = LossyWire.seeded(seed).losing(0.2);
    network.rule((from, to, datagram) -> !wire.loses());
    network.start(5000, 5010, 5020);
    network.start(5010, 5000, 5020);
    network.start(5020);
    for (int i = 0; i < 20; i++) {
      network.runFor(Duration.ofMillis(700));
      network.node(5000).publish("message " + i);
      if (i == 10) {
        network.kill(5020);
        network.start(5020);
      }
    }
    return network.trace;
  }

  @Test
  void killedNodeIsDetectedAfterSixSecondsAndTheOthersKeepRunning() {
    network.kill(5020);
    network.runFor(Duration.ofMillis(6_100));

    for (int port : List.of(5000, 5050)) {
      assertThat(network.node(port).eventsOf(NodeEvent.PeerDown.class))
          .singleElement()
          .satisfies(
              down -> {
                assertThat(down.peer().address().port()).isEqualTo(5020);
                assertThat(down.reason()).contains("nothing heard");
              });
    }
    network.node(5000).publish("still here");
    network.runFor(Duration.ofSeconds(1));
    for (int port : List.of(5010, 5030, 5040, 5050)) {
      assertThat(network.node(port).delivered()).containsExactly("still here");
    }
  }

  @Test
  void partitionedNodesReceiveNothingUntilTheConnectingNodeIsBack() {
    network.kill(5010);
    network.runFor(Duration.ofSeconds(7));
    network.node(5000).publish("lost to some");
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.node(5030).delivered()).isEmpty();
    assertThat(network.node(5020).delivered()).containsExactly("lost to some");

    network.start(5010, 5000, 5030, 5040);
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.node(5010).peers()).containsExactly(5000, 5030, 5040);
    network.node(5000).publish("back again");
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.node(5030).delivered()).containsExactly("back again");
    assertThat(network.node(5040).delivered()).containsExactly("back again");
  }

  @Test
  void restartedNodeReplacesItsOldLinksWithoutWaitingForATimeout() {
    network.kill(5010);
    network.start(5010, 5000, 5030, 5040);
    network.runFor(Duration.ofMillis(500));

    assertThat(network.node(5010).peers()).containsExactly(5000, 5030, 5040);
    assertThat(network.node(5000).peers()).containsExactly(5010, 5020, 5050);
    assertThat(network.node(5000).eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("started again"));
  }

  @Test
  void restartOfANodeThatDialsNobodyIsDetectedByTheNextPing() {
    ManualNetwork oneSided = new ManualNetwork(SEED);
    oneSided.start(1, 2);
    oneSided.start(2);
    oneSided.runFor(Duration.ofSeconds(1));
    oneSided.kill(2);
    oneSided.start(2);
    oneSided.runFor(Duration.ofMillis(2_500));

    assertThat(oneSided.node(1).eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("no longer knows the link"));
    assertThat(oneSided.node(1).peers()).containsExactly(2);
    assertThat(oneSided.node(2).peers()).containsExactly(1);
  }

  @Test
  void closedNodeIsDownAtItsPeersAtOnce() {
    network.node(5020).node.close();
    network.runFor(Duration.ofMillis(10));

    assertThat(network.node(5000).peers()).containsExactly(5010, 5050);
    assertThat(network.node(5050).peers()).containsExactly(5000);
    assertThat(network.node(5020).eventsOf(NodeEvent.Stopped.class))
        .containsExactly(new NodeEvent.Stopped(false, "closed"));
  }

  @Test
  void newNodeJoinsARunningNetwork() {
    network.start(5060, 5030, 5050);
    network.runFor(Duration.ofSeconds(1));
    network.node(5060).publish("new here");
    network.node(5040).publish("welcome");
    network.runFor(Duration.ofSeconds(1));

    assertThat(network.node(5060).delivered()).containsExactly("welcome");
    for (int port : List.of(5000, 5010, 5020, 5030, 5050)) {
      assertThat(network.node(port).delivered()).contains("new here", "welcome");
    }
  }

  @Test
  void linksComeUpAndStayUpAtTwentyPercentLoss() {
    ManualNetwork lossy = new ManualNetwork(SEED);
    LossyWire wire = LossyWire.seeded(SEED).losing(0.2);
    lossy.rule((from, to, datagram) -> !wire.loses());
    lossy.start(1, 2);
    lossy.start(2, 1);
    lossy.runFor(Duration.ofSeconds(120));

    assertThat(lossy.node(1).peers()).as("seed " + SEED).containsExactly(2);
    assertThat(lossy.node(2).peers()).as("seed " + SEED).containsExactly(1);
    assertThat(lossy.node(1).eventsOf(NodeEvent.PeerDown.class)).as("seed " + SEED).isEmpty();
  }

  @Test
  void idleNetworkSendsNoFramesAndFewDatagrams() {
    network.runFor(Duration.ofSeconds(10));
    long frames = network.total("payload-frames-sent") + network.total("control-frames-sent");
    long datagrams = network.total("datagrams-sent");
    network.runFor(Duration.ofSeconds(60));

    assertThat(network.total("payload-frames-sent") + network.total("control-frames-sent"))
        .isEqualTo(frames);
    // Six links with at most one ping and pong every two seconds from either end.
    assertThat(network.total("datagrams-sent") - datagrams).isLessThanOrEqualTo(6 * 4 * 31);
  }

  @Test
  void unknownNameIsReportedOnceAndDoesNotBlockAnother() {
    ManualNetwork names = new ManualNetwork(SEED);
    names.start(1);
    TestNode two = names.start(2, Map.of("gossip.peers", "localhost:1,nowhere:9"), List.of());
    names.runFor(Duration.ofSeconds(20));

    assertThat(two.peers()).containsExactly(1);
    assertThat(two.eventsOf(NodeEvent.Unreachable.class))
        .singleElement()
        .satisfies(
            unreachable -> {
              assertThat(unreachable.address().host()).isEqualTo("nowhere");
              assertThat(unreachable.reason()).contains("nowhere");
            });
  }

  @Test
  void directionIsOutboundAtTheDialerAndInboundAtTheOtherEnd() {
    ManualNetwork directions = new ManualNetwork(SEED);
    TestNode one = directions.start(1);
    TestNode two = directions.start(2, 1);
    TestNode three = directions.start(3, 2);
    directions.runFor(Duration.ofSeconds(1));

    assertThat(one.eventsOf(NodeEvent.PeerUp.class).toString()).contains("INBOUND");
    assertThat(two.eventsOf(NodeEvent.PeerUp.class).get(0).peer().direction().name())
        .isEqualTo("OUTBOUND");
    assertThat(three.eventsOf(NodeEvent.PeerUp.class).toString()).contains("OUTBOUND");
    for (TestNode node : List.of(network.node(5000), network.node(5010))) {
      assertThat(node.eventsOf(NodeEvent.PeerUp.class))
          .as("each edge is configured at both ends")
          .allSatisfy(up -> assertThat(up.peer().direction().name()).isEqualTo("OUTBOUND"));
    }
  }

  @Test
  void selfDialIsRefusedAndReportedOnce() {
    ManualNetwork alone = new ManualNetwork(SEED);
    TestNode node = alone.start(1, 1);
    alone.runFor(Duration.ofSeconds(60));

    assertThat(node.peers()).isEmpty();
    assertThat(node.eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("this node itself"));
  }
}
