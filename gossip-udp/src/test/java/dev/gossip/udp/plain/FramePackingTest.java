package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.udp.datagram.Datagrams;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packing of frames into datagrams. */
class FramePackingTest {
  private static final ByteString ONE = ByteString.copyFromUtf8("one");
  private static final ByteString TWO = ByteString.copyFromUtf8("two");
  private static final ByteString THREE = ByteString.copyFromUtf8("three");

  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  FramePackingTest() {
    alice.transport().dial(bob.address, Optional.empty());
    exchangeAll();
    alice.send(ONE);
    exchangeAll();
    bob.frames.clear();
    bob.notifications.clear();
  }

  /** Delivers datagrams in both directions until neither end sends any more. */
  private void exchangeAll() {
    for (boolean more = true; more; ) {
      List<ByteString> toBob = alice.takeSent();
      toBob.forEach(datagram -> bob.receive(alice, datagram));
      List<ByteString> toAlice = bob.takeSent();
      toAlice.forEach(datagram -> alice.receive(bob, datagram));
      more = !toBob.isEmpty() || !toAlice.isEmpty();
    }
  }

  @Test
  void framesAfterAMalformedOneAreNotPassedOn() {
    bob.malformedFrame = TWO;
    alice.send(ONE, TWO, THREE, TWO);
    assertThat(bob.frames).isEmpty();
    exchangeAll();

    assertThat(bob.frames).containsExactly(ONE, TWO);
  }

  @Test
  void datagramAfterAMalformedFrameIsRead() {
    bob.malformedFrame = TWO;
    alice.send(TWO, ONE);
    exchangeAll();
    alice.send(THREE);
    exchangeAll();

    assertThat(bob.frames).containsExactly(TWO, THREE);
  }

  @Test
  void datagramCarriesAtMost64Frames() {
    alice.send(Collections.nCopies(130, ONE).toArray(ByteString[]::new));
    List<ByteString> datagrams = alice.takeSent();
    assertThat(datagrams).hasSize(3);
    datagrams.forEach(datagram -> bob.receive(alice, datagram));

    assertThat(bob.frames).hasSize(130);
  }

  @Test
  void datagramIsReadFromWhateverMemoryItIsIn() {
    byte[] used = new byte[200];
    for (ByteBuffer memory :
        List.of(
            ByteBuffer.wrap(used),
            ByteBuffer.wrap(used, 50, 150).slice(),
            ByteBuffer.allocate(200),
            ByteBuffer.wrap(used),
            ByteBuffer.allocateDirect(200))) {
      ByteString frame = ByteString.copyFromUtf8("frame " + bob.frames.size());
      alice.send(frame);
      ByteString datagram = alice.takeSent().get(0);
      bob.transport().onDatagram(alice.address, memory.put(datagram.toByteArray()).flip());
      assertThat(bob.frames).last().isEqualTo(frame);
    }
    assertThat(bob.frames).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a", "0a05616263", "0a00", "0a016100", "0a01610b0c", "0a0161ffffffff"})
  void malformedDatagramIsDroppedAsAWhole(String body) {
    receiveWithBody(ByteString.fromHex(body));

    assertThat(bob.notifications).containsExactly("dropped malformed-datagram");
  }

  @Test
  void datagramWithMoreThan64FramesIsMalformed() {
    receiveWithBody(ByteString.fromHex("0a0161".repeat(65)));
    assertThat(bob.notifications).containsExactly("dropped malformed-datagram");

    receiveWithBody(ByteString.fromHex("0a0161".repeat(64)));
    assertThat(bob.frames).hasSize(64);
  }

  @Test
  void framesOfADatagramAreAnnouncedTogether() {
    alice.send(ONE, TWO);
    exchangeAll();
    alice.send(THREE);
    exchangeAll();

    assertThat(bob.framesAhead).containsExactly(List.of(ONE, TWO));
    assertThat(bob.frames).containsExactly(ONE, TWO, THREE);
  }

  @Test
  void unknownFieldsOfADatagramAreIgnored() {
    receiveWithBody(ByteString.fromHex("78960172017a0a01617d01020304710102030405060708"));

    assertThat(bob.frames).containsExactly(ByteString.copyFromUtf8("a"));
  }

  /** Delivers a data datagram of alice with the given body to bob. */
  private void receiveWithBody(ByteString body) {
    alice.send(ONE);
    ByteString datagram = alice.takeSent().get(0);
    bob.receive(alice, datagram.substring(0, Datagrams.HEADER_BYTES).concat(body));
  }

  @Test
  void manySmallFramesAreReadOnAPathOfLargeDatagrams() {
    alice.maxDatagramBytes = 1_472;
    alice.restart();
    bob.restart();
    alice.transport().dial(bob.address, Optional.empty());
    exchangeAll();
    ByteString large = ByteString.copyFrom(new byte[1_000]);
    for (int i = 0; i < 8; i++) {
      alice.send(large, large);
      exchangeFor(100);
    }
    bob.frames.clear();
    bob.notifications.clear();

    List<ByteString> small = Collections.nCopies(200, ONE);
    alice.send(small.toArray(ByteString[]::new));
    exchangeFor(100);
    assertThat(bob.notifications).doesNotContain("dropped malformed-datagram");
    assertThat(bob.frames).isEqualTo(small);

    alice.send(large, large.substring(600));
    assertThat(alice.takeSent()).as("the path has been probed").hasSize(1);
  }

  @Test
  void plainLinkSendsNoDatagramAboveItsSetting() {
    alice.maxDatagramBytes = 60_000;
    alice.maxDatagramBytesSetting = 1_200;
    alice.restart();
    bob.restart();
    alice.transport().dial(bob.address, Optional.empty());
    exchangeAll();
    ByteString frame = ByteString.copyFrom(new byte[300]);
    int largest = 0;
    for (int i = 0; i < 50; i++) {
      alice.send(Collections.nCopies(20, frame).toArray(ByteString[]::new));
      List<ByteString> sent = alice.takeSent();
      largest = Math.max(largest, sent.stream().mapToInt(ByteString::size).max().orElse(0));
      sent.forEach(datagram -> bob.receive(alice, datagram));
      exchangeFor(10);
    }
    assertThat(largest).isLessThanOrEqualTo(1_200);
  }

  private void exchangeFor(int millis) {
    for (int i = 0; i < millis; i++) {
      exchangeAll();
      alice.advance(Duration.ofMillis(1));
      bob.advance(Duration.ofMillis(1));
      alice.transport().flush();
      bob.transport().flush();
    }
  }
}
