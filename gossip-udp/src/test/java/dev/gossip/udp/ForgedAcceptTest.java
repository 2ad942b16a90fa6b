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

/** A dialled node answers in the name of another address, where it does not receive. */
@Timeout(60)
class ForgedAcceptTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final PeerAddress HONEST = ManualNetwork.address(2);
  private static final PeerAddress FORGER = new PeerAddress("192.0.2.7", 30_000);
  private static final PeerAddress THIRD = new PeerAddress("198.51.100.7", 30_001);
  private static final long FORGED_ID = 4711;

  private final ManualNetwork world = new ManualNetwork(37);
  private final List<byte[]> sentToThird = new ArrayList<>();
  private int connectsToForger;

  /** The forger answers every connect with what would bring the link up, in another's name. */
  private void forgerAnswersFrom(PeerAddress forged, int copies) {
    world.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER) && Wire.type(datagram) == Wire.CONNECT) {
            connectsToForger++;
            long id = connectionIdIn(datagram);
            for (int i = 0; i < copies; i++) {
              world.inject(forged, NODE, Wire.accept(Strangers.id(7), FORGED_ID, id));
              world.inject(forged, NODE, Wire.datagram(Wire.PONG, id, new byte[0]));
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
      return Wire.greeting(greeting).getConnectionId();
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
    world.runFor(Duration.ofSeconds(20));
    honest.publish("hello");
    world.runFor(A_WHILE);

    assertThat(connectsToForger).isPositive();
    assertThat(node.metric("dropped.wrong-address")).isGreaterThanOrEqualTo(connectsToForger);
    assertThat(node.delivered()).containsExactly("hello");
    for (TestNode end : List.of(node, honest)) {
      assertThat(end.told(NodeEvent.PeerUp.class)).hasSize(1);
      assertThat(end.told(NodeEvent.PeerDown.class)).isEmpty();
    }
  }

  @Test
  void aForgedAcceptDoesNotReplaceAPeerThatDialledThisNode() {
    forgerAnswersFrom(HONEST, 1);
    TestNode node = world.start(1);
    TestNode honest = world.start(2, 1);
    world.runFor(A_WHILE);

    assertLinkToHonestStays(node, honest);
  }

  @Test
  void aForgedAcceptDoesNotReplaceAPeerThatThisNodeDialled() {
    forgerAnswersFrom(HONEST, 1);
    TestNode node = world.start(1, 2);
    TestNode honest = world.start(2);
    world.runFor(A_WHILE);

    assertLinkToHonestStays(node, honest);
  }

  @Test
  void aPeerThatComesUpWhileItsAddressIsAskedIsNotReplaced() {
    List<Long> asked = new ArrayList<>();
    world.rule(
        (from, to, datagram) -> {
          boolean connect = from.equals(NODE) && Wire.type(datagram) == Wire.CONNECT;
          if (connect && to.equals(FORGER)) {
            world.inject(
                HONEST, NODE, Wire.accept(Strangers.id(7), FORGED_ID, connectionIdIn(datagram)));
          } else if (connect) {
            asked.add(connectionIdIn(datagram));
          }
          return !connect;
        });
    TestNode node = world.start(1);
    TestNode honest = world.start(2);
    dialForger(node);
    honest.node.start(List.of(NODE));
    honest.node.flush();
    world.runFor(Duration.ofMillis(50));
    assertThat(node.peers()).containsExactly(2);

    assertThat(asked).hasSize(1);
    world.inject(HONEST, NODE, Wire.accept(Strangers.id(7), FORGED_ID, asked.get(0)));
    world.runFor(Duration.ofSeconds(5));

    assertThat(node.peers()).containsExactly(2);
    assertThat(node.told(NodeEvent.PeerDown.class)).isEmpty();
    assertThat(honest.told(NodeEvent.PeerDown.class)).isEmpty();
  }

  @Test
  void aForgedAcceptInTheNameOfANodeThatAnswersGivesOneLinkToThatNode() {
    forgerAnswersFrom(HONEST, 1);
    TestNode node = world.start(1);
    TestNode honest = world.start(2);
    dialForger(node);
    world.runFor(A_WHILE);
    honest.node.start(List.of(NODE));
    honest.node.flush();
    world.runFor(Duration.ofSeconds(20));

    assertThat(node.peers()).as("known under the dialled address").containsExactly(FORGER.port());
    assertThat(honest.peers()).containsExactly(1);
    honest.publish("hello");
    world.runFor(A_WHILE);
    assertThat(node.delivered()).containsExactly("hello");
  }

  @Test
  void aForgedAcceptSendsAThirdPartyNoMoreThanAConnect() {
    forgerAnswersFrom(THIRD, 50);
    TestNode node = world.start(1);
    dialForger(node);
    node.publish("not for a third party");
    world.runFor(Duration.ofSeconds(20));

    assertThat(node.told(NodeEvent.PeerUp.class)).isEmpty();
    assertThat(connectsToForger).isGreaterThan(1);
    assertThat(sentToThird)
        .hasSize(connectsToForger)
        .allSatisfy(
            datagram -> {
              assertThat(Wire.type(datagram)).isEqualTo(Wire.CONNECT);
              assertThat(datagram).hasSizeLessThanOrEqualTo(63);
            });
  }

  @Test
  void aThirdPartyIsAskedUnderAnIdThatTheForgerHasNotSeen() {
    List<Long> seenByForger = new ArrayList<>();
    List<Long> seenByThird = new ArrayList<>();
    world.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER)) {
            seenByForger.add(connectionIdIn(datagram));
            // All the ids that the forger has seen, and not only the last.
            seenByForger.forEach(
                id -> world.inject(THIRD, NODE, Wire.accept(Strangers.id(7), FORGED_ID, id)));
          } else if (to.equals(THIRD)) {
            seenByThird.add(connectionIdIn(datagram));
          }
          return true;
        });
    TestNode node = world.start(1);
    dialForger(node);
    world.runFor(Duration.ofSeconds(20));

    assertThat(seenByThird).isNotEmpty().doesNotContainAnyElementsOf(seenByForger);
    assertThat(node.told(NodeEvent.PeerUp.class)).isEmpty();
  }

  @Test
  void connectsOfTheForgerAreNotAnsweredToAThirdParty() {
    forgerAnswersFrom(THIRD, 1);
    TestNode node = world.start(1);
    dialForger(node);
    for (int i = 0; i < 50; i++) {
      world.inject(FORGER, NODE, Wire.connect(Strangers.id(i), FORGED_ID + i));
      world.runFor(Duration.ofMillis(10));
    }

    assertThat(sentToThird)
        .hasSizeLessThanOrEqualTo(connectsToForger)
        .allSatisfy(datagram -> assertThat(Wire.type(datagram)).isEqualTo(Wire.CONNECT));
  }

  @Test
  void aCloseFromAnotherAddressNeedsTheIdOfTheDial() {
    world.rule(
        (from, to, datagram) -> {
          if (to.equals(FORGER)) {
            long wrong = connectionIdIn(datagram) + 1;
            world.inject(THIRD, NODE, Wire.datagram(Wire.CLOSE, wrong, new byte[0]));
          }
          return true;
        });
    TestNode node = world.start(1);
    dialForger(node);
    world.runFor(A_WHILE);

    assertThat(node.metric("dropped.unknown-connection")).isPositive();
    assertThat(node.told(NodeEvent.Unreachable.class)).hasSize(1);
  }
}
