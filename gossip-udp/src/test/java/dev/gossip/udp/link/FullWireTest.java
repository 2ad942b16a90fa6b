package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames wait in the transport while the wire takes nothing. */
class FullWireTest {
  private final LinkEnd alice = new LinkEnd("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final LinkEnd bob = new LinkEnd("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  FullWireTest() {
    alice.transport().dial(bob.address);
    carry(alice, bob);
    carry(bob, alice);
    alice.send(frame(0));
    carry(alice, bob);
    bob.frames.clear();
  }

  private static void carry(LinkEnd from, LinkEnd to) {
    from.takeSent().forEach(datagram -> to.receive(from, datagram));
  }

  /** Two do not fit one datagram. */
  private static ByteString frame(int number) {
    byte[] bytes = new byte[700];
    bytes[0] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  @Test
  void framesWaitWhileTheWireIsFullAndLeaveLaterInOrder() {
    int roomBefore = alice.room();
    alice.wireTakes = 2;
    List<ByteString> frames = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      frames.add(frame(i));
    }
    alice.send(frames.toArray(new ByteString[0]));
    assertThat(alice.room()).isEqualTo(roomBefore - 8 * 700);
    carry(alice, bob);
    assertThat(bob.frames).isEqualTo(frames.subList(0, 2));

    ByteString last = frame(10);
    frames.add(last);
    alice.wireTakes = Integer.MAX_VALUE;
    alice.send(last);
    carry(alice, bob);
    assertThat(bob.frames).isEqualTo(frames);
    assertThat(alice.room()).isEqualTo(roomBefore);
    assertThat(alice.told).doesNotContain("dropped link-queue-full");
  }

  @Test
  void aFullQueueRefusesMoreAndCountsIt() {
    alice.wireTakes = 0;
    while (alice.room() >= 700) {
      alice.send(frame(1));
    }
    alice.send(frame(2));
    assertThat(alice.told).containsOnlyOnce("dropped link-queue-full");
  }

  @Test
  void aCloseSendsWhatWaitsWhetherTheWireIsFullOrNot() {
    alice.wireTakes = 0;
    alice.send(frame(1), frame(2));
    alice.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    carry(alice, bob);

    assertThat(bob.frames).containsExactly(frame(1), frame(2));
    assertThat(bob.told).contains("down CLOSED_BY_PEER");
  }

  @Test
  void framesThatStillWaitWhenTheOtherEndClosesAreCounted() {
    alice.wireTakes = 0;
    alice.send(frame(1), frame(2));
    bob.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    carry(bob, alice);

    assertThat(alice.told).contains("down CLOSED_BY_PEER");
    assertThat(alice.told.stream().filter("dropped link-not-up"::equals)).hasSize(2);
  }

  @Test
  void aCloseTellsHowManyDatagramsBeforeItWereLost() {
    alice.send(frame(1));
    alice.takeSent();
    alice.close(new CloseReason(CloseReason.Kind.ENDED, "over"));
    carry(alice, bob);

    assertThat(bob.datagramsLost).isEqualTo(1);
  }
}
