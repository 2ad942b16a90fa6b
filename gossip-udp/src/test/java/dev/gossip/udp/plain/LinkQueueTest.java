package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The queue of a link while the wire is full. */
class LinkQueueTest {
  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  LinkQueueTest() {
    alice.transport().dial(bob.address, Optional.empty());
    deliver(alice, bob);
    deliver(bob, alice);
    alice.send(frame(0));
    deliver(alice, bob);
    bob.frames.clear();
  }

  /** Delivers all datagrams that one end has sent. */
  private static void deliver(TestEndpoint from, TestEndpoint to) {
    from.takeSent().forEach(datagram -> to.receive(from, datagram));
  }

  /** A frame so large that two do not fit one datagram. */
  private static ByteString frame(int number) {
    byte[] bytes = new byte[700];
    bytes[0] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  @Test
  void framesQueueWhileTheWireIsFullAndAreSentLaterInOrder() {
    int roomBefore = alice.room();
    alice.wireCapacity = 2;
    List<ByteString> frames = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      frames.add(frame(i));
    }
    alice.send(frames.toArray(new ByteString[0]));
    assertThat(alice.room()).isEqualTo(roomBefore - 8 * 700);
    deliver(alice, bob);
    assertThat(bob.frames).isEqualTo(frames.subList(0, 2));

    ByteString last = frame(10);
    frames.add(last);
    alice.wireCapacity = Integer.MAX_VALUE;
    alice.send(last);
    deliver(alice, bob);
    assertThat(bob.frames).isEqualTo(frames);
    assertThat(alice.room()).isEqualTo(roomBefore);
    assertThat(alice.results).containsOnly(SendResult.QUEUED);
  }

  @Test
  void fullQueueTakesNoFurtherFramesAndSaysSo() {
    alice.wireCapacity = 0;
    while (alice.room() >= 700) {
      alice.send(frame(1));
    }
    assertThat(alice.results).containsOnly(SendResult.QUEUED);
    alice.results.clear();
    alice.send(frame(2));
    assertThat(alice.results).containsExactly(SendResult.NO_ROOM);
  }

  @Test
  void closeSendsQueuedFramesEvenIfTheWireIsFull() {
    alice.wireCapacity = 0;
    alice.send(frame(1), frame(2));
    alice.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    deliver(alice, bob);

    assertThat(bob.frames).containsExactly(frame(1), frame(2));
    assertThat(bob.notifications).contains("down CLOSED_BY_PEER");
  }

  @Test
  void queuedFramesAreCountedAsDroppedWhenTheOtherEndCloses() {
    alice.wireCapacity = 0;
    alice.send(frame(1), frame(2));
    bob.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    deliver(bob, alice);

    assertThat(alice.notifications).contains("down CLOSED_BY_PEER");
    assertThat(alice.notifications.stream().filter("dropped link-not-up"::equals)).hasSize(2);
  }

  @Test
  void closeRevealsLossOfTheDatagramsBeforeIt() {
    alice.send(frame(1));
    alice.takeSent();
    alice.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    deliver(alice, bob);

    assertThat(bob.datagramsLost).isEqualTo(1);
  }
}
