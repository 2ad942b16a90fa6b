package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.udp.WireVectors;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.PacketSender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secure links send exactly the datagrams that {@code docs/wire-format.md} shows. */
class SecureWireFormatTest {
  private static final Map<String, String> AES = Map.of("cipher", "aes");
  private static final Map<String, String> CHACHA20 = Map.of("cipher", "chacha20");

  private final WireVectors vectors;
  private final FixedEnd alice =
      new FixedEnd(
          "192.0.2.1:5000",
          FixedRandom.array(0x00),
          new FixedRandom(1)
              .withLongs(0x1111111111111111L, 0x0102030405060708L, 0x3132333435363738L)
              .withArrays(0x60, 0xa0),
          AES);
  private FixedEnd bob = bob(AES);

  SecureWireFormatTest() throws IOException {
    vectors = WireVectors.read();
  }

  private static FixedEnd bob(Map<String, String> settings) {
    return new FixedEnd(
        "192.0.2.2:5010",
        FixedRandom.array(0x20),
        new FixedRandom(7)
            .withLongs(0x2222222222222222L, 0xf1f2f3f4f5f6f7f8L)
            .withArrays(0x80, 0xc0),
        settings);
  }

  @Test
  void idsAreThePublicKeys() {
    assertThat(alice.id.bytes()).isEqualTo(vectors.get("secure-id-alice"));
    assertThat(bob.id.bytes()).isEqualTo(vectors.get("secure-id-bob"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-chacha20"})
  void handshakeHasFiveDatagrams(String cipher) {
    bob = bob(cipher.isEmpty() ? AES : CHACHA20);
    alice.transport().dial(bob.address, Optional.empty());
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-init"));

    bob.receive(alice, vectors.get("secure-init"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-retry"));

    alice.receive(bob, vectors.get("secure-retry"));
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-init-cookie"));

    bob.receive(alice, vectors.get("secure-init-cookie"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-answer" + cipher));
    assertThat(bob.notifications).as("alice's id is not proven yet").isEmpty();

    alice.receive(bob, vectors.get("secure-answer" + cipher));
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-finish" + cipher));
    assertThat(alice.notifications).containsExactly("up " + bob.id + " OUTBOUND");

    bob.receive(alice, vectors.get("secure-finish" + cipher));
    assertThat(bob.notifications).containsExactly("up " + alice.id + " INBOUND");
    assertThat(bob.takeSent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-chacha20"})
  void framesTravelSealedInBothDirections(String cipher) {
    link(cipher);
    alice.send(vectors.get("frame-hello"));
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-data-hello" + cipher));

    bob.receive(alice, vectors.get("secure-data-hello" + cipher));
    assertThat(bob.frames).containsExactly(vectors.get("frame-hello"));

    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-data-shared" + cipher));

    alice.receive(bob, vectors.get("secure-data-shared" + cipher));
    assertThat(alice.frames)
        .containsExactly(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
  }

  @Test
  void dataIsAcknowledgedAfterATenthOfASecond() {
    linkWithTraffic();
    alice.advance(Duration.ofMillis(99));
    assertThat(alice.takeSent()).as("a frame would take it along").isEmpty();

    alice.advance(Duration.ofMillis(1));
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-data-ack"));
    bob.notifications.clear();
    bob.receive(alice, vectors.get("secure-data-ack"));
    bob.advance(Duration.ofMillis(200));
    assertThat(bob.notifications).isEmpty();
    assertThat(bob.takeSent()).as("an acknowledgement asks for none").isEmpty();
  }

  @Test
  void silentLinkIsPingedWithATokenThatComesBack() {
    linkWithTraffic();
    alice.advance(Duration.ofMillis(500));
    assertThat(alice.takeSent())
        .containsExactly(vectors.get("secure-data-ack"), vectors.get("secure-ping"));

    bob.receive(alice, vectors.get("secure-ping"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-pong"));

    alice.receive(bob, vectors.get("secure-pong"));
    alice.advance(Duration.ofMillis(499));
    assertThat(alice.takeSent()).as("last heard less than half a second ago").isEmpty();
  }

  @Test
  void keysChangeAfterTenMinutesAndTheReceiverFollows() {
    linkWithTraffic();
    alice.advance(Duration.ofMillis(500));
    bob.receive(alice, vectors.get("secure-ping"));
    alice.takeSent();
    bob.takeSent();
    alice.skip(Duration.ofMinutes(10));
    bob.skip(Duration.ofMinutes(10));

    alice.send(vectors.get("frame-payload"));
    assertThat(alice.takeSent()).containsExactly(vectors.get("secure-data-unasked"));
    bob.receive(alice, vectors.get("secure-data-unasked"));
    assertThat(bob.frames)
        .containsExactly(vectors.get("frame-hello"), vectors.get("frame-payload"));

    bob.close(new CloseReason(CloseReason.Kind.ENDED, "the node stopped"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-close"));
    alice.receive(bob, vectors.get("secure-close"));
    assertThat(alice.notifications).contains("down CLOSED_BY_PEER: the node stopped");
  }

  @ParameterizedTest
  @CsvSource({"secure-data-unasked, 0", "secure-data-payload, 1"})
  void onlyAPacketThatAsksIsAcknowledged(String name, int acknowledgements) {
    linkWithTraffic();
    bob.receive(alice, vectors.get(name));
    assertThat(bob.frames)
        .containsExactly(vectors.get("frame-hello"), vectors.get("frame-payload"));

    bob.advance(Duration.ofMillis(200));
    assertThat(bob.takeSent())
        .hasSize(acknowledgements)
        .allSatisfy(sent -> assertThat(sent.byteAt(3)).isEqualTo(SecureDatagrams.DATA));
  }

  @Test
  void discouragedNodeHearsWhyAndForHowLong() {
    linkWithTraffic();
    alice.advance(Duration.ofMillis(500));
    bob.receive(alice, vectors.get("secure-ping"));
    alice.takeSent();
    bob.takeSent();
    CloseReason why =
        CloseReason.of(new Discouragement("bad-signature", 10, Duration.ofMinutes(10)));
    assertThat(ByteString.copyFrom(PacketSender.closeBody(why)))
        .isEqualTo(vectors.get("body-close-discouraged"));

    bob.close(why);
    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-close-discouraged"));
    alice.receive(bob, vectors.get("secure-close-discouraged"));
    assertThat(alice.notifications).contains("down REFUSED_BY_PEER: " + why.detail());
  }

  @Test
  void unknownConnectionIsAnsweredWithAReset() {
    bob.receive(alice, vectors.get("secure-data-hello"));

    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-reset"));
  }

  @Test
  void unknownSuiteIsAnsweredWithANote() {
    bob.receive(alice, withByte(vectors.get("secure-init"), 4, 2));

    assertThat(bob.takeSent()).containsExactly(vectors.get("secure-note"));
    assertThat(bob.notifications).containsExactly("dropped other-version");
  }

  @Test
  void nodeWithPlainLinksAnswersAnInitWithANote() {
    FixedEnd plain = bob(Map.of("security", "none"));
    plain.receive(alice, vectors.get("secure-init"));

    assertThat(plain.takeSent()).containsExactly(vectors.get("secure-note-plain"));
  }

  @ParameterizedTest
  @CsvSource({
    "476f02, datagram-size",
    "476f0209f1f2f3f4f5f6f7, datagram-size",
    "486f0209f1f2f3f4f5f6f7f8, not-gossip",
    "476f0309f1f2f3f4f5f6f7f8, other-version",
    "476f0209f1f2f3f4f5f6f7f800, malformed-datagram",
    "476f020bf1f2f3f4f5f6f7f80000000000000002, malformed-datagram",
    "476f0200f1f2f3f4f5f6f7f80000000000000002, malformed-datagram",
    "476f0205f1f2f3f4f5f6f7f80000000000000002, malformed-datagram",
    "476f0209f1f2f3f4f5f6f7f8, unknown-connection",
    "476f0202f1f2f3f4f5f6f7f80000000769a4dcea0b474dbd2fb9d305bb2fe45f, unexpected-handshake",
    "476f020af1f2f3f4f5f6f7f801, unexpected-handshake",
    "476f0205f1f2f3f4f5f6f7f80000000000000000"
        + "00000000000000000000000000000000, replayed-datagram",
    "476f0205f1f2f3f4f5f6f7f80000000000000002" + "00000000000000000000000000000000, not-authentic",
    "476f0205f1f2f3f4f5f6f7f80000020000000002" + "00000000000000000000000000000000, not-authentic",
    "476f0206f1f2f3f4f5f6f7f90000000000000002"
        + "00000000000000000000000000000000, unknown-connection",
  })
  void invalidDatagramIsDroppedWithItsReason(String hex, String reason) {
    link("");
    bob.notifications.clear();
    bob.receive(alice, ByteString.fromHex(hex));

    assertThat(bob.notifications).containsExactly("dropped " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secure-init",
        "secure-init-suite",
        "secure-finish",
        "secure-data-hello",
        "secure-ping",
        "secure-close",
        "datagram-connect",
        "datagram-data-hello",
      })
  void replyToAStrangerIsNotLargerThanItsCause(String name) {
    ByteString cause =
        name.equals("secure-init-suite")
            ? withByte(vectors.get("secure-init"), 4, 2)
            : vectors.get(name);
    bob.receive(alice, cause);

    assertThat(bob.takeSent().stream().mapToInt(ByteString::size).sum())
        .isLessThanOrEqualTo(cause.size());
  }

  @Test
  void initThatWasChangedOnTheWayLeadsToNoLink() {
    alice.transport().dial(bob.address, Optional.empty());
    // Without the flag, both would use the other cipher.
    bob.receive(alice, withByte(vectors.get("secure-init"), 7, 0));
    alice.receive(bob, bob.takeSent().get(0));
    ByteString withCookie = alice.takeSent().get(1);
    bob.receive(alice, withByte(withCookie, 7, 0));
    alice.receive(bob, bob.takeSent().get(0));

    assertThat(alice.notifications).containsExactly("dropped bad-handshake");
  }

  @Test
  void cookieOfAnotherInitIsAnsweredWithANewOne() {
    bob.receive(alice, withByte(vectors.get("secure-init-cookie"), 7, 0));

    assertThat(bob.takeSent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.byteAt(3)).isEqualTo(SecureDatagrams.RETRY));
  }

  private static ByteString withByte(ByteString datagram, int offset, int value) {
    byte[] changed = datagram.toByteArray();
    changed[offset] = (byte) value;
    return ByteString.copyFrom(changed);
  }

  @Test
  void repeatedPacketIsDropped() {
    linkWithTraffic();
    bob.notifications.clear();
    bob.receive(alice, vectors.get("secure-data-hello"));

    assertThat(bob.notifications).containsExactly("dropped replayed-datagram");
    assertThat(bob.frames).hasSize(1);
  }

  @Test
  void largestFrameOfOneDatagramFillsIt() {
    link("");
    alice.send(ByteString.copyFrom(new byte[1_161]));

    assertThat(alice.takeSent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.size()).isEqualTo(1_200));
  }

  @Test
  void largerFrameTravelsInFragments() {
    link("");
    ByteString frame = ByteString.copyFrom(new byte[1_162]);
    alice.send(frame);
    List<ByteString> sent = alice.takeSent();
    assertThat(sent).hasSize(2);

    bob.receive(alice, sent.get(1));
    assertThat(bob.frames).isEmpty();
    bob.receive(alice, sent.get(0));
    assertThat(bob.frames).containsExactly(frame);
  }

  @Test
  void largeFrameThatIsSentAgainArrivesAgain() {
    link("");
    ByteString frame = ByteString.copyFrom(new byte[1_162]);
    for (int i = 1; i <= 3; i++) {
      alice.send(frame);
      alice.takeSent().forEach(sent -> bob.receive(alice, sent));
      assertThat(bob.frames).hasSize(i).containsOnly(frame);
      bob.advance(Duration.ofMillis(10));
      bob.takeSent().forEach(acks -> alice.receive(bob, acks));
    }
  }

  @Test
  void largeFrameThatIsSentTwiceInARowArrivesTwice() {
    link("");
    ByteString frame = ByteString.copyFrom(new byte[1_162]);
    alice.send(frame);
    List<ByteString> sent = alice.takeSent();
    alice.send(frame);
    sent.forEach(datagram -> bob.receive(alice, datagram));
    alice.takeSent().forEach(datagram -> bob.receive(alice, datagram));

    assertThat(bob.frames).containsExactly(frame, frame);
  }

  /** Brings the link up at both ends. */
  private void link(String cipher) {
    bob = bob(cipher.isEmpty() ? AES : CHACHA20);
    alice.transport().dial(bob.address, Optional.empty());
    bob.receive(alice, vectors.get("secure-init"));
    alice.receive(bob, vectors.get("secure-retry"));
    bob.receive(alice, vectors.get("secure-init-cookie"));
    alice.receive(bob, vectors.get("secure-answer" + cipher));
    bob.receive(alice, vectors.get("secure-finish" + cipher));
    alice.takeSent();
    bob.takeSent();
  }

  /** Brings the link up, after which each end has sent one packet. */
  private void linkWithTraffic() {
    link("");
    alice.send(vectors.get("frame-hello"));
    bob.receive(alice, vectors.get("secure-data-hello"));
    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    alice.receive(bob, vectors.get("secure-data-shared"));
    alice.takeSent();
    bob.takeSent();
  }
}
