package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Packet;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Data of several links, and forged acknowledgements on a secure one. */
class DataTurnsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ByteString FRAME = ByteString.copyFrom(new byte[1_000]);

  private final SecureLab lab = new SecureLab(1);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");
  private final SecureEnd carol = lab.end("198.51.100.3:5000");

  private LinkId linkTo(SecureEnd other) {
    return alice.peers.entrySet().stream()
        .filter(entry -> entry.getValue().equals(other.id))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private void queue(SecureEnd to, int frames) {
    for (int i = 0; i < frames; i++) {
      assertThat(alice.transport().send(linkTo(to), FRAME, Priority.RELAYED))
          .isEqualTo(SendResult.QUEUED);
    }
  }

  private void linkBoth() {
    alice.dial(bob);
    alice.dial(carol);
    lab.run(SECOND);
    assertThat(alice.up).hasSize(2);
  }

  @Test
  void fullQueueOfOneLinkLetsAnotherLinkSendAfterSixteenDatagrams() {
    linkBoth();
    // Opens the window of the link, so that it could send many more in a row.
    queue(bob, 4_000);
    alice.transport().flush();
    lab.run(SECOND.multipliedBy(3));
    assertThat(bob.frames).hasSize(4_000);

    lab.log.clear();
    queue(bob, 2_000);
    queue(carol, 1);
    alice.transport().flush();
    List<PeerAddress> receivers = lab.log.stream().map(SecureLab.Datagram::to).toList();
    assertThat(receivers.indexOf(carol.address)).isEqualTo(16);
    assertThat(receivers.lastIndexOf(bob.address)).isGreaterThan(16);
  }

  @Test
  void roomForOwnFramesIsReportedOnce() {
    alice.dial(bob);
    lab.run(SECOND);
    alice.notifications.clear();
    LinkId link = alice.link();
    SendResult result = SendResult.QUEUED;
    for (int i = 0; i < 10_000 && result == SendResult.QUEUED; i++) {
      result = alice.transport().send(link, FRAME, Priority.OWN);
    }
    assertThat(result).isEqualTo(SendResult.NO_ROOM);
    alice.transport().flush();
    lab.run(SECOND.multipliedBy(10));
    assertThat(alice.notifications).containsExactly("room");
  }

  @Test
  void bothLinksOfANodeDeliverWhatTheyHave() {
    linkBoth();
    queue(bob, 2_000);
    queue(carol, 2_000);
    alice.transport().flush();
    lab.run(SECOND.multipliedBy(10));
    assertThat(bob.frames).hasSize(2_000);
    assertThat(carol.frames).hasSize(2_000);
  }

  @Test
  void forgedAcknowledgementIsCountedAndReportedAsAViolation() {
    alice.dial(bob);
    lab.run(SECOND);
    bob.notifications.clear();
    receiveSealed(Packet.newBuilder().setAcks(acks(100_000)).addFrames(FRAME));

    assertThat(bob.dropsOf(DropReason.BAD_ACKNOWLEDGEMENT)).isEqualTo(1);
    assertThat(bob.notifications).containsExactly("violated " + Misbehaviour.UNSOLICITED);
    assertThat(bob.frames).containsExactly(FRAME);
    bob.send("to alice");
    alice.send("to bob");
    lab.run(SECOND);
    assertThat(alice.texts()).containsExactly("to alice");
    assertThat(bob.texts()).endsWith("to bob");
  }

  @Test
  void forgedAcknowledgementDoesNotOpenTheWindow() {
    alice.dial(bob);
    lab.run(SECOND);
    LinkId link = bob.link();
    for (int i = 0; i < 50; i++) {
      bob.transport().send(link, FRAME, Priority.RELAYED);
    }
    bob.transport().flush();
    lab.log.clear();
    receiveSealed(Packet.newBuilder().setAcks(acks(100_000)));
    assertThat(lab.log).isEmpty();
    lab.run(SECOND.multipliedBy(2));
    assertThat(alice.frames).hasSize(50);
  }

  @Test
  void acknowledgementOfTheLatestNumberIsNoViolation() {
    alice.dial(bob);
    lab.run(SECOND);
    bob.send("x");
    bob.notifications.clear();
    receiveSealed(Packet.newBuilder().setAcks(acks(((Link) bob.link()).latestSent())));
    assertThat(bob.notifications).isEmpty();
    receiveSealed(Packet.newBuilder().setAcks(acks(((Link) bob.link()).latestSent() + 1)));
    assertThat(bob.notifications).hasSize(1);
  }

  private static Acks acks(long highest) {
    return Acks.newBuilder().setHighest(highest).addRuns(1).build();
  }

  /** Bob gets a datagram that Alice has sealed. */
  private void receiveSealed(Packet.Builder content) {
    byte[] body = content.build().toByteArray();
    Link link = (Link) alice.link();
    SecureSession session = Objects.requireNonNull(link.session);
    ByteBuffer packet = ByteBuffer.allocate(Datagrams.HEADER_BYTES + body.length);
    SecureDatagrams.putHead(packet, SecureDatagrams.DATA);
    long number = session.keys.nextNumber(lab.nowNanos());
    packet.putLong(link.remoteConnectionId).putLong(number).put(body);
    byte[] sealed = new byte[packet.capacity() + SecureDatagrams.TAG_BYTES];
    session.keys.seal(number, packet.array(), Datagrams.HEADER_BYTES, packet.capacity(), sealed);
    bob.receive(alice.address, sealed);
  }
}
