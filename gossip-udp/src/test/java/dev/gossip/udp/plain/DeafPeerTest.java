package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.udp.datagram.Datagrams;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A peer that answers pings and acknowledges nothing. */
class DeafPeerTest {
  private static final int TYPE_OFFSET = 3;
  private static final Duration STEP = Duration.ofMillis(100);

  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  DeafPeerTest() {
    alice.transport().dial(bob.address, Optional.empty());
    for (int i = 0; i < 2; i++) {
      alice.takeSent().forEach(datagram -> bob.receive(alice, datagram));
      bob.takeSent().forEach(datagram -> alice.receive(bob, datagram));
    }
    alice.send(ByteString.copyFromUtf8("hello"));
    exchange(Duration.ofSeconds(1), true);
  }

  /** Bob's data datagrams, which carry his acknowledgements, are lost if he is deaf. */
  private void exchange(Duration duration, boolean acknowledges) {
    for (long i = 0; i < duration.dividedBy(STEP); i++) {
      alice.takeSent().forEach(datagram -> bob.receive(alice, datagram));
      bob.takeSent().stream()
          .filter(datagram -> acknowledges || datagram.byteAt(TYPE_OFFSET) != Datagrams.DATA)
          .forEach(datagram -> alice.receive(bob, datagram));
      alice.advance(STEP);
      bob.advance(STEP);
      // As a node does after each event.
      alice.transport().flush();
      bob.transport().flush();
    }
  }

  private void sendMuch() {
    for (int i = 0; i < 1_000; i++) {
      alice.send(ByteString.copyFrom(new byte[1_000]));
    }
  }

  @Test
  void linkEndsIfNothingIsAcknowledgedWhileFramesWait() {
    sendMuch();
    exchange(Duration.ofSeconds(9), false);

    assertThat(alice.notifications).contains("down SILENT");
  }

  @Test
  void linkStaysIfNothingWaits() {
    alice.send(ByteString.copyFromUtf8("one frame"));
    exchange(Duration.ofSeconds(60), false);

    assertThat(alice.notifications).doesNotContain("down SILENT");
  }

  @Test
  void linkStaysThroughAPauseLongAfterAFrameWasLost() {
    alice.send(ByteString.copyFromUtf8("one frame"));
    exchange(Duration.ofSeconds(60), false);
    sendMuch();
    exchange(Duration.ofSeconds(4), false);
    exchange(Duration.ofSeconds(4), true);

    assertThat(alice.notifications).doesNotContain("down SILENT");
  }

  @Test
  void frameIsAcknowledgedAfterADamagedNumberAndPings() {
    damageNextNumber();
    exchange(Duration.ofSeconds(6), true);
    alice.notifications.clear();

    alice.send(ByteString.copyFromUtf8("later"));
    exchange(Duration.ofSeconds(1), true);

    assertThat(bob.frames).contains(ByteString.copyFromUtf8("later"));
    assertThat(alice.notifications).doesNotContain("dropped bad-acknowledgement");
  }

  /** A datagram of Alice arrives with a higher number than it was sent with. */
  private void damageNextNumber() {
    alice.send(ByteString.copyFromUtf8("damaged"));
    for (ByteString sent : alice.takeSent()) {
      byte[] bytes = sent.toByteArray();
      bytes[Datagrams.HEADER_BYTES - 2] ^= 0x20;
      bob.receive(alice, ByteString.copyFrom(bytes));
    }
  }

  @Test
  void linkStaysWhileItIsAcknowledged() {
    sendMuch();
    exchange(Duration.ofSeconds(30), true);

    assertThat(alice.notifications).doesNotContain("down SILENT");
    assertThat(bob.frames).hasSizeGreaterThan(1_000);
  }
}
