package dev.gossip.udp.plain;

import static dev.gossip.udp.plain.LittleTraffic.isAtRest;
import static dev.gossip.udp.plain.LittleTraffic.takeData;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.proto.Packet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A frame that waits on a link at rest, from the event that queues it to the next flush. */
class HeldFrameTest {
  private static final ByteString FRAME = ByteString.copyFromUtf8("first frame");
  private static final ByteString SECOND = ByteString.copyFromUtf8("second");
  private static final CloseReason OVER = new CloseReason(CloseReason.Kind.ENDED, "over");

  private final LittleTraffic link = new LittleTraffic();
  private final TestEndpoint alice = link.alice;
  private final TestEndpoint bob = link.bob;

  @BeforeEach
  void bringUp() {
    link.link();
    assertThat(isAtRest(alice)).isTrue();
  }

  private void hold(ByteString frame, Priority priority) {
    assertThat(link.queue(frame, priority)).isEqualTo(SendResult.QUEUED);
    assertThat(isAtRest(alice)).isTrue();
  }

  private FrameLimits limits() {
    return alice.transport().limits(alice.link());
  }

  @Test
  void frameIsSentByTheFlushAndNotBefore() {
    hold(FRAME, Priority.OWN);
    assertThat(alice.takeSent()).isEmpty();
    alice.transport().flush();
    List<Packet> sent = takeData(alice);
    assertThat(sent)
        .containsExactly(Packet.newBuilder().addFrames(FRAME).setNeedsNoAcks(true).build());
    alice.transport().flush();
    assertThat(alice.takeSent()).as("once").isEmpty();
  }

  private void assertBothTravelInOneDatagram() {
    alice.transport().flush();
    List<Packet> sent = takeData(alice);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).getFramesList()).containsExactly(FRAME, SECOND);
    assertThat(alice.transport().unsentBytes()).isZero();
  }

  @Test
  void secondFrameOfAnEventTravelsInTheSameDatagram() {
    hold(FRAME, Priority.RELAYED);
    assertThat(link.queue(SECOND, Priority.RELAYED)).isEqualTo(SendResult.QUEUED);
    assertThat(isAtRest(alice)).isFalse();
    assertThat(alice.transport().unsentBytes()).isEqualTo(FRAME.size() + SECOND.size());
    assertBothTravelInOneDatagram();
  }

  @Test
  void frameTravelsFirstWhenADatagramEndsTheRest() {
    hold(FRAME, Priority.RELAYED);
    link.receiveAtAlice(Packet.newBuilder().addFrames(SECOND).build());
    assertThat(isAtRest(alice)).isFalse();
    assertThat(alice.transport().unsentBytes()).isEqualTo(FRAME.size());
    assertThat(link.queue(SECOND, Priority.RELAYED)).isEqualTo(SendResult.QUEUED);
    assertBothTravelInOneDatagram();
  }

  @Test
  void frameCountsAsUnsentAndTakesRoom() {
    FrameLimits before = limits();
    hold(FRAME, Priority.OWN);
    assertThat(alice.transport().unsentBytes()).isEqualTo(FRAME.size());
    assertThat(limits().roomBytes()).isEqualTo(before.roomBytes() - FRAME.size());
    assertThat(limits().ownRoomBytes()).isEqualTo(before.ownRoomBytes() - FRAME.size());
    alice.transport().flush();
    assertThat(alice.transport().unsentBytes()).isZero();
    assertThat(limits()).isEqualTo(before);
  }

  @Test
  void frameOfOthersTakesNoRoomOfOwnOnes() {
    FrameLimits before = limits();
    hold(FRAME, Priority.RELAYED);
    assertThat(alice.transport().unsentBytes()).isEqualTo(FRAME.size());
    assertThat(limits().roomBytes()).isEqualTo(before.roomBytes() - FRAME.size());
    assertThat(limits().ownRoomBytes()).isEqualTo(before.ownRoomBytes());
  }

  @Test
  void controlFrameIsNotAMessageThatIsUnsent() {
    FrameLimits before = limits();
    hold(FRAME, Priority.CONTROL);
    assertThat(alice.transport().unsentBytes()).isZero();
    assertThat(limits().roomBytes()).isEqualTo(before.roomBytes() - FRAME.size());
    assertThat(link.queue(SECOND, Priority.OWN)).isEqualTo(SendResult.QUEUED);
    assertThat(alice.transport().unsentBytes()).isEqualTo(SECOND.size());
    alice.transport().flush();
    assertThat(alice.transport().unsentBytes()).isZero();
  }

  @Test
  void frameIsCountedAsDroppedWhenTheLinkGoesDown() {
    hold(FRAME, Priority.OWN);
    bob.close(OVER);
    bob.takeSent().forEach(datagram -> alice.receive(bob, datagram));
    assertThat(alice.notifications).contains("dropped link-not-up", "down CLOSED_BY_PEER");
    assertThat(alice.transport().unsentBytes()).isZero();
    alice.transport().flush();
    assertThat(alice.takeSent()).isEmpty();
  }

  @Test
  void sentFrameIsNotCountedAsDropped() {
    hold(FRAME, Priority.OWN);
    alice.transport().flush();
    bob.close(OVER);
    bob.takeSent().forEach(datagram -> alice.receive(bob, datagram));
    assertThat(alice.notifications).containsExactly("down CLOSED_BY_PEER");
  }

  @Test
  void closeSendsTheFrameFirst() {
    hold(FRAME, Priority.OWN);
    alice.wireCapacity = 0;
    alice.close(OVER);
    List<ByteString> sent = alice.takeSent();
    assertThat(sent).hasSize(2);
    assertThat(LittleTraffic.data(sent.subList(0, 1)).get(0).getFramesList())
        .containsExactly(FRAME);
    assertThat(sent.get(1).byteAt(3)).isEqualTo(Datagrams.CLOSE);
    assertThat(alice.notifications).isEmpty();
    assertThat(alice.transport().unsentBytes()).isZero();
  }

  @Test
  void frameWaitsUntilTheWireTakesIt() {
    alice.wireCapacity = 0;
    hold(FRAME, Priority.OWN);
    for (int i = 0; i < 3; i++) {
      alice.transport().flush();
    }
    assertThat(alice.takeSent()).isEmpty();
    assertThat(isAtRest(alice)).isTrue();
    assertThat(alice.transport().unsentBytes()).isEqualTo(FRAME.size());
    alice.wireCapacity = 1;
    alice.transport().flush();
    assertThat(takeData(alice)).hasSize(1);
    assertThat(alice.transport().unsentBytes()).isZero();
  }

  @Test
  void roomIsReportedWhenTheLastAcknowledgementEndsInARest() {
    assertThat(link.queue(LittleTraffic.frame(900), Priority.ASSURED)).isEqualTo(SendResult.QUEUED);
    alice.transport().flush();
    LittleTraffic.link(alice).wantsRoom = true;
    alice.notifications.clear();
    link.settle();
    assertThat(isAtRest(alice)).isTrue();
    assertThat(alice.notifications).containsOnlyOnce("room");
  }
}
