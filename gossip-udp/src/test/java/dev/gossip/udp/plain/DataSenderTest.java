package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sending on a plain link, between its window and what the other end acknowledges. */
class DataSenderTest {
  private static final ByteString FRAME = ByteString.copyFrom(new byte[1_000]);
  private static final String BAD = "dropped bad-acknowledgement";

  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);
  private long forgedNumber = 100;

  private void link() {
    alice.transport().dial(bob.address, Optional.empty());
    exchangeAll();
    alice.send(ByteString.copyFromUtf8("x"));
    exchangeAll();
    alice.notifications.clear();
    bob.frames.clear();
  }

  /** Delivers datagrams in both directions until neither end sends any more. */
  private void exchangeAll() {
    for (boolean more = true; more; ) {
      List<ByteString> toBob = alice.takeSent();
      toBob.forEach(datagram -> bob.receive(alice, datagram));
      bob.transport().flush();
      List<ByteString> toAlice = bob.takeSent();
      toAlice.forEach(datagram -> alice.receive(bob, datagram));
      alice.transport().flush();
      more = !toBob.isEmpty() || !toAlice.isEmpty();
    }
  }

  private void sendFrames(int count) {
    alice.send(Collections.nCopies(count, FRAME).toArray(new ByteString[0]));
  }

  /** Alice gets a data datagram that seems to come from Bob. */
  private void forge(Packet.Builder body) {
    byte[] bytes = body.build().toByteArray();
    ByteBuffer datagram = ByteBuffer.allocate(Datagrams.HEADER_BYTES + bytes.length);
    Datagrams.putHeader(datagram, Datagrams.DATA, alice.connectionId, forgedNumber++);
    datagram.put(bytes);
    alice.receive(bob, ByteString.copyFrom(datagram.flip()));
    alice.transport().flush();
  }

  private static Acks acks(long highest) {
    return Acks.newBuilder().setHighest(highest).addRuns((int) highest).build();
  }

  @Test
  void windowIsFilledAndOpensByAcknowledgements() {
    link();
    sendFrames(30);
    List<ByteString> first = alice.takeSent();
    assertThat(first).hasSizeBetween(8, 11);

    first.forEach(datagram -> bob.receive(alice, datagram));
    bob.transport().flush();
    exchangeAll();
    alice.advance(Duration.ofMillis(1));
    assertThat(bob.frames.size()).isGreaterThan(first.size());
  }

  @Test
  void forgedAcknowledgementIsCountedAndDoesNotOpenTheWindow() {
    link();
    sendFrames(30);
    int sent = alice.takeSent().size();
    int room = alice.room();
    for (long highest : new long[] {sent + 10, 1_000, Integer.MAX_VALUE}) {
      alice.notifications.clear();
      forge(Packet.newBuilder().setAcks(acks(highest)));
      assertThat(alice.notifications).containsExactly(BAD);
      assertThat(alice.takeSent()).isEmpty();
      assertThat(alice.room()).isEqualTo(room);
    }
    // The same of numbers that were sent does open it.
    forge(Packet.newBuilder().setAcks(acks(sent)));
    assertThat(alice.takeSent()).isNotEmpty();
  }

  @Test
  void framesNextToAForgedAcknowledgementAreDelivered() {
    link();
    ByteString frame = ByteString.copyFromUtf8("frame");
    forge(Packet.newBuilder().setAcks(acks(1_000)).addFrames(frame));
    assertThat(alice.notifications).containsExactly(BAD, "frame");
    assertThat(alice.frames).endsWith(frame);
  }

  @Test
  void allFramesArriveAfterAForgedAcknowledgement() {
    link();
    sendFrames(30);
    forge(Packet.newBuilder().setAcks(acks(1_000)));
    for (int i = 0; i < 300 && bob.frames.size() < 30; i++) {
      exchangeAll();
      alice.advance(Duration.ofMillis(10));
      bob.advance(Duration.ofMillis(10));
      alice.transport().flush();
      bob.transport().flush();
    }
    assertThat(bob.frames).hasSize(30);
    assertThat(alice.notifications).contains(BAD);
  }

  @Test
  void malformedAcknowledgementDropsTheWholeDatagram() {
    link();
    forge(
        Packet.newBuilder()
            .setAcks(Acks.newBuilder().setHighest(5).addRuns(6))
            .addFrames(ByteString.copyFromUtf8("frame")));
    assertThat(alice.notifications).containsExactly("dropped malformed-datagram");
  }

  @Test
  void roomIsReportedOnceWhenHalfOfTheQueueIsFree() {
    link();
    alice.wireCapacity = 0;
    while (alice.room() >= FRAME.size()) {
      sendFrames(1);
    }
    sendFrames(1);
    int full = alice.room();
    alice.wireCapacity = Integer.MAX_VALUE;
    int reportedAt = -1;
    for (int i = 0; i < 20_000 && alice.room() < (8 << 20); i++) {
      alice.transport().flush();
      exchangeAll();
      if (reportedAt < 0 && alice.notifications.contains("room")) {
        reportedAt = alice.room();
      }
      alice.advance(Duration.ofMillis(1));
      bob.advance(Duration.ofMillis(1));
    }
    assertThat(full).isLessThan(FRAME.size());
    assertThat(reportedAt).isGreaterThanOrEqualTo(4 << 20);
    assertThat(alice.notifications.stream().filter("room"::equals)).hasSize(1);
  }

  @Test
  void closeEndsEvenIfNoPartFitsThePath() {
    alice.maxDatagramBytes = 250;
    link();
    alice.send(ByteString.copyFrom(new byte[2_000]));
    alice.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    exchangeAll();
    assertThat(bob.notifications).contains("down CLOSED_BY_PEER");
  }

  @Test
  void frameOfWhichNoPartFitsThePathIsGivenUp() {
    alice.maxDatagramBytes = 250;
    link();
    alice.send(ByteString.copyFrom(new byte[2_000]));
    assertThat(alice.takeSent().size()).isLessThan(3);
    for (int i = 0; i < 310; i++) {
      exchangeAll();
      alice.advance(Duration.ofMillis(100));
      bob.advance(Duration.ofMillis(100));
    }
    assertThat(alice.notifications).contains("dropped frame-not-acknowledged");
    assertThat(alice.room()).isEqualTo(8 << 20);
  }
}
