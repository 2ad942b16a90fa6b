package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dialed node answers with the spoofed source address of another node. */
@Timeout(60)
class ForgedAcceptTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final PeerAddress HONEST = ManualNetwork.address(2);
  private static final PeerAddress FORGER = new PeerAddress("192.0.2.7", 30_000);
  private static final PeerAddress THIRD = new PeerAddress("198.51.100.7", 30_001);
  private static final long FORGED_ID = 4711;

  private final ManualNetwork network = ManualNetwork.plain(37);
  private final List<byte[]> sentToThird = new ArrayList<>();
  private int connectsToForger;

  /** Answers every connect to the forger with spoofed datagrams that would bring a link up. */
  private void answerForgerDialsFrom(PeerAddress forged, int copies) {
    network.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER) && DatagramCodec.type(datagram) == DatagramCodec.CONNECT) {
            connectsToForger++;
            long id = connectionIdIn(datagram);
            for (int i = 0; i < copies; i++) {
              network.inject(forged, NODE, DatagramCodec.accept(Strangers.id(7), FORGED_ID, id));
              network.inject(
                  forged, NODE, DatagramCodec.datagram(DatagramCodec.PONG, id, new byte[0]));
            }
          }
          if (to.equals(THIRD)) {
            sentToThird.add(datagram);
          }
          return true;
        });
  }

  private static long connectionIdIn(byte[] greeting) {
    try {
      return DatagramCodec.greeting(greeting).getConnectionId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void dialForger(TestNode node) {
    node.node.start(List.of(FORGER));
    node.node.flush();
  }

  private void assertLinkToHonestStays(TestNode node, TestNode honest) {
    dialForger(node);
    network.runFor(Duration.ofSeconds(20));
    honest.publish("hello");
    network.runFor(A_WHILE);

    assertThat(connectsToForger).isPositive();
    assertThat(node.metric("dropped.wrong-address")).isGreaterThanOrEqualTo(connectsToForger);
    assertThat(node.delivered()).containsExactly("hello");
    for (TestNode end : List.of(node, honest)) {
      assertThat(end.eventsOf(NodeEvent.PeerUp.class)).hasSize(1);
      assertThat(end.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    }
  }

  @Test
  void forgedAcceptDoesNotReplaceAnInboundPeer() {
    answerForgerDialsFrom(HONEST, 1);
    TestNode node = network.start(1);
    TestNode honest = network.start(2, 1);
    network.runFor(A_WHILE);

    assertLinkToHonestStays(node, honest);
  }

  @Test
  void forgedAcceptDoesNotReplaceAnOutboundPeer() {
    answerForgerDialsFrom(HONEST, 1);
    TestNode node = network.start(1, 2);
    TestNode honest = network.start(2);
    network.runFor(A_WHILE);

    assertLinkToHonestStays(node, honest);
  }

  @Test
  void peerThatComesUpDuringTheAddressProbeIsNotReplaced() {
    List<Long> probeIds = new ArrayList<>();
    network.rule(
        (from, to, datagram) -> {
          boolean connect =
              from.equals(NODE) && DatagramCodec.type(datagram) == DatagramCodec.CONNECT;
          if (connect && to.equals(FORGER)) {
            network.inject(
                HONEST,
                NODE,
                DatagramCodec.accept(Strangers.id(7), FORGED_ID, connectionIdIn(datagram)));
          } else if (connect) {
            probeIds.add(connectionIdIn(datagram));
          }
          return !connect;
        });
    TestNode node = network.start(1);
    TestNode honest = network.start(2);
    dialForger(node);
    honest.node.start(List.of(NODE));
    honest.node.flush();
    network.runFor(Duration.ofMillis(50));
    assertThat(node.peers()).containsExactly(2);

    assertThat(probeIds).hasSize(1);
    network.inject(HONEST, NODE, DatagramCodec.accept(Strangers.id(7), FORGED_ID, probeIds.get(0)));
    network.runFor(Duration.ofSeconds(5));

    assertThat(node.peers()).containsExactly(2);
    assertThat(node.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    assertThat(honest.eventsOf(NodeEvent.PeerDown.class)).isEmpty();
  }

  @Test
  void forgedAcceptInTheNameOfAnAnsweringNodeGivesOneLink() {
    answerForgerDialsFrom(HONEST, 1);
    TestNode node = network.start(1);
    TestNode honest = network.start(2);
    dialForger(node);
    network.runFor(A_WHILE);
    honest.node.start(List.of(NODE));
    honest.node.flush();
    network.runFor(Duration.ofSeconds(20));

    assertThat(node.peers()).as("known by the dialed address").containsExactly(FORGER.port());
    assertThat(honest.peers()).containsExactly(1);
    honest.publish("hello");
    network.runFor(A_WHILE);
    assertThat(node.delivered()).containsExactly("hello");
  }

  @Test
  void forgedAcceptCausesOnlyConnectsToAThirdParty() {
    answerForgerDialsFrom(THIRD, 50);
    TestNode node = network.start(1);
    dialForger(node);
    node.publish("not for a third party");
    network.runFor(Duration.ofSeconds(20));

    assertThat(node.eventsOf(NodeEvent.PeerUp.class)).isEmpty();
    assertThat(connectsToForger).isGreaterThan(1);
    assertThat(sentToThird)
        .hasSize(connectsToForger)
        .allSatisfy(
            datagram -> {
              assertThat(DatagramCodec.type(datagram)).isEqualTo(DatagramCodec.CONNECT);
              assertThat(datagram).hasSizeLessThanOrEqualTo(63);
            });
  }

  @Test
  void thirdPartyIsProbedWithAnIdUnknownToTheForger() {
    List<Long> idsSeenByForger = new ArrayList<>();
    List<Long> idsSeenByThird = new ArrayList<>();
    network.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER)) {
            idsSeenByForger.add(connectionIdIn(datagram));
            // Try all ids that the forger has seen, not only the last one.
            idsSeenByForger.forEach(
                id ->
                    network.inject(
                        THIRD, NODE, DatagramCodec.accept(Strangers.id(7), FORGED_ID, id)));
          } else if (to.equals(THIRD)) {
            idsSeenByThird.add(connectionIdIn(datagram));
          }
          return true;
        });
    TestNode node = network.start(1);
    dialForger(node);
    network.runFor(Duration.ofSeconds(20));

    assertThat(idsSeenByThird).isNotEmpty().doesNotContainAnyElementsOf(idsSeenByForger);
    assertThat(node.eventsOf(NodeEvent.PeerUp.class)).isEmpty();
  }

  @Test
  void connectsOfTheForgerCauseNoAnswersToAThirdParty() {
    answerForgerDialsFrom(THIRD, 1);
    TestNode node = network.start(1);
    dialForger(node);
    for (int i = 0; i < 50; i++) {
      network.inject(FORGER, NODE, DatagramCodec.connect(Strangers.id(i), FORGED_ID + i));
      network.runFor(Duration.ofMillis(10));
    }

    assertThat(sentToThird)
        .hasSizeLessThanOrEqualTo(connectsToForger)
        .allSatisfy(
            datagram -> assertThat(DatagramCodec.type(datagram)).isEqualTo(DatagramCodec.CONNECT));
  }

  @Test
  void closeFromAnotherAddressMustCarryTheIdOfTheDial() {
    network.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER)) {
            long wrong = connectionIdIn(datagram) + 1;
            network.inject(
                THIRD, NODE, DatagramCodec.datagram(DatagramCodec.CLOSE, wrong, new byte[0]));
          }
          return true;
        });
    TestNode node = network.start(1);
    dialForger(node);
    network.runFor(A_WHILE);

    assertThat(node.metric("dropped.unknown-connection")).isPositive();
    assertThat(node.eventsOf(NodeEvent.Unreachable.class)).hasSize(1);
  }
}
