package dev.gossip.udp.plain;

import static dev.gossip.udp.plain.LittleTraffic.frame;
import static dev.gossip.udp.plain.LittleTraffic.isAtRest;
import static dev.gossip.udp.plain.LittleTraffic.takeData;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which datagrams of a link with little traffic ask for an acknowledgement. */
class LittleTrafficTest {
  private static final ByteString FRAME = ByteString.copyFromUtf8("frame");

  private final LittleTraffic link = new LittleTraffic();
  private final TestEndpoint alice = link.alice;
  private final TestEndpoint bob = link.bob;

  /** Alice sends a frame by itself; returns whether its datagram asks. */
  private boolean sendLone(ByteString frame) {
    alice.send(frame);
    List<ByteString> sent = alice.takeSent();
    List<Packet> data = LittleTraffic.data(sent);
    sent.forEach(datagram -> bob.receive(alice, datagram));
    bob.transport().flush();
    assertThat(data).hasSize(1);
    return LittleTraffic.asks(data.get(0));
  }

  /** Alice sends frames in one event; returns which of their datagrams ask. */
  private List<Boolean> sendTogether(int count, int bytes) {
    alice.send(Collections.nCopies(count, frame(bytes)).toArray(ByteString[]::new));
    return takeData(alice).stream().map(LittleTraffic::asks).toList();
  }

  @Test
  void loneFrameIsNotAcknowledgedAndBothEndsStayAtRest() {
    link.link();
    assertThat(sendLone(FRAME)).isFalse();
    assertThat(bob.frames).containsExactly(FRAME);
    link.advance(Duration.ofMillis(500));
    assertThat(bob.takeSent()).isEmpty();
    assertThat(alice.takeSent()).isEmpty();
    assertThat(isAtRest(alice)).isTrue();
    assertThat(isAtRest(bob)).isTrue();
  }

  @Test
  void loneFrameAsksForNothingWhenTheLinkIsAwake() {
    link.link();
    link.sendMany(alice);
    assertThat(isAtRest(alice)).isFalse();
    link.advance(Duration.ofMillis(100));
    assertThat(sendLone(FRAME)).isFalse();
    link.advance(Duration.ofMillis(500));
    assertThat(takeData(bob)).isEmpty();
  }

  @Test
  void fourthDatagramWithinATenthOfASecondAsks() {
    link.link();
    assertThat(IntStream.range(0, 3).mapToObj(i -> sendLone(FRAME))).containsOnly(false);
    link.advance(Duration.ofMillis(99));
    assertThat(sendLone(FRAME)).isTrue();
    assertThat(isAtRest(alice)).isFalse();
    assertThat(isAtRest(bob)).isFalse();
    link.advance(Duration.ofMillis(1));
    assertThat(sendLone(FRAME)).isFalse();
  }

  @Test
  void fourthDatagramIsAcknowledged() {
    link.link();
    IntStream.range(0, 4).forEach(i -> sendLone(FRAME));
    link.advance(Duration.ofMillis(100));
    List<Packet> answers = takeData(bob);
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).getAcks().getHighest())
        .isEqualTo(LittleTraffic.link(alice).packetsSent);
  }

  @Test
  void burstLargerThanThreeDatagramsAsksFromItsFirstOne() {
    link.link();
    assertThat(sendTogether(3, 1_150)).containsExactly(false, false, false);
    link.advance(Duration.ofMillis(100));
    assertThat(sendTogether(4, 1_150)).hasSize(4).startsWith(true);
    link.settle();
    link.advance(Duration.ofMillis(100));
    assertThat(sendTogether(8, 1_150)).hasSize(8).startsWith(true, true, true, true, true);
  }

  @Test
  void framesBeforeTheFirstAcknowledgementAsk() {
    link.dial();
    assertThat(sendLone(FRAME)).isTrue();
    assertThat(sendLone(FRAME)).isTrue();
    link.settle();
    assertThat(sendLone(FRAME)).isFalse();
  }

  @Test
  void frameAfterDatagramsThatWereNotAcknowledgedAsks() {
    link.link();
    assertThat(sendTogether(4, 1_150)).contains(true);
    // They are lost.
    link.advance(Duration.ofSeconds(2));
    assertThat(isAtRest(alice)).isFalse();
    assertThat(sendLone(FRAME)).isTrue();
    link.settle();
    assertThat(sendLone(FRAME)).isFalse();
  }

  @Test
  void frameAfterARestAsksIfNothingIsAcknowledgedSince() {
    link.link();
    assertThat(sendTogether(4, 1_150)).contains(true);
    // They are lost, but no ping is.
    for (int i = 0; i < 30; i++) {
      link.advance(Duration.ofMillis(500));
      link.exchange();
    }
    assertThat(isAtRest(alice)).isTrue();
    assertThat(sendLone(FRAME)).isTrue();
    assertThat(isAtRest(alice)).isFalse();
    link.settle();
    assertThat(sendLone(FRAME)).isFalse();
  }

  @Test
  void datagramsThatNotEveryPathCarriesAskAndSoDoFragmentsAndProbes() {
    alice.maxDatagramBytes = 9_000;
    bob.maxDatagramBytes = 9_000;
    link.link();
    List<Packet> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      alice.send(frame(20_000));
      List<ByteString> datagrams = alice.takeSent();
      sent.addAll(LittleTraffic.data(datagrams));
      datagrams.forEach(datagram -> bob.receive(alice, datagram));
      bob.transport().flush();
      link.settle();
    }
    assertThat(sent).anyMatch(body -> body.getFragmentsCount() > 0);
    assertThat(sent).anyMatch(body -> !body.getPadding().isEmpty());
    assertThat(sent).noneMatch(Packet::getNeedsNoAcks);

    link.advance(Duration.ofMillis(500));
    link.exchange();
    assertThat(alice.transport().limits(alice.link()).datagramBytes()).isGreaterThan(5_000);
    assertThat(sendLone(frame(1_300))).as("above the base").isTrue();
    link.settle();
    assertThat(sendLone(frame(1_100))).isFalse();
  }

  @Test
  void largeDatagramAsksAlsoAfterARest() {
    alice.maxDatagramBytes = 9_000;
    bob.maxDatagramBytes = 9_000;
    link.link();
    for (int i = 0; i < 100; i++) {
      alice.send(frame(20_000));
      link.settle();
    }
    for (int i = 0; i < 30; i++) {
      link.advance(Duration.ofMillis(500));
      link.exchange();
    }
    assertThat(isAtRest(alice)).isTrue();
    assertThat(sendLone(frame(1_100))).isFalse();
    assertThat(isAtRest(alice)).isTrue();
    assertThat(sendLone(frame(1_300))).isTrue();
    assertThat(isAtRest(alice)).isFalse();
  }

  @Test
  void receiverAcknowledgesFragmentsAndProbesThatSayTheyNeedNone() {
    Fragment fragment =
        Fragment.newBuilder()
            .setFrameHash(frame(16))
            .setFrameBytes(10_000)
            .setTransfer(1)
            .setData(frame(1_024))
            .build();
    Stream.of(
            Packet.newBuilder().addFragments(fragment),
            Packet.newBuilder().setPadding(frame(100)),
            Packet.newBuilder().addFrames(FRAME).setPadding(frame(100)))
        .forEach(
            body -> {
              LittleTraffic other = new LittleTraffic();
              other.link();
              other.receiveAtBob(body.setNeedsNoAcks(true).build());
              other.advance(Duration.ofMillis(100));
              assertThat(takeData(other.bob)).as("%s", body).anyMatch(Packet::hasAcks);
            });
  }

  @Test
  void assuredFrameEndsTheRestAndAsks() {
    link.link();
    assertThat(link.queue(FRAME, Priority.ASSURED)).isNotNull();
    assertThat(isAtRest(alice)).isFalse();
    alice.transport().flush();
    assertThat(takeData(alice)).hasSize(1).allMatch(LittleTraffic::asks);
  }

  @Test
  void unusedLinkRestsAtOnceAndAUsedOneDoesNot() {
    link.link();
    assertThat(isAtRest(alice)).isTrue();
    assertThat(isAtRest(bob)).isTrue();
    link.sendMany(alice);
    link.sendMany(bob);
    link.sendMany(alice);
    assertThat(isAtRest(alice)).isFalse();
    assertThat(isAtRest(bob)).isFalse();
    assertThat(bob.frames).hasSize(24);
    assertThat(alice.frames).hasSize(12);
  }
}
