package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.SendResult;
import dev.gossip.udp.WireVectors;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.fragment.FragmentCodec;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Greeting;
import dev.gossip.udp.proto.Packet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport sends exactly the datagrams that {@code docs/wire-format.md} shows. */
class WireFormatTest {
  private static final String VERSION_DIFFERS =
      "it speaks version %d of the datagram format, this node version 1; run the same version of"
          + " the software at both";

  private final WireVectors vectors;
  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  WireFormatTest() throws IOException {
    vectors = WireVectors.read();
  }

  @Test
  void connectIsAnsweredWithAnAccept() {
    alice.transport().dial(bob.address, Optional.empty());
    assertThat(alice.takeSent()).containsExactly(vectors.get("datagram-connect"));

    bob.receive(alice, vectors.get("datagram-connect"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-accept"));
    assertThat(bob.notifications).as("alice's address is not proven yet").isEmpty();

    alice.receive(bob, vectors.get("datagram-accept"));
    assertThat(alice.notifications).containsExactly("up " + bob.id + " OUTBOUND");
    assertThat(alice.takeSent()).isEmpty();
  }

  @Test
  void frameWithTheRightConnectionIdProvesTheDialersAddress() {
    linkAtAlice();
    alice.send(vectors.get("frame-hello"));

    assertThat(alice.takeSent()).containsExactly(vectors.get("datagram-data-hello"));
    bob.receive(alice, vectors.get("datagram-data-hello"));
    assertThat(bob.notifications).containsExactly("up " + alice.id + " INBOUND", "frame");
    assertThat(bob.frames).containsExactly(vectors.get("frame-hello"));
  }

  @Test
  void framesOfOneFlushShareADatagramInOrder() {
    link();
    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));

    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-data-shared"));
    alice.receive(bob, vectors.get("datagram-data-shared"));
    assertThat(alice.frames)
        .containsExactly(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
  }

  @Test
  void payloadIsSentAsOneFrame() {
    link();
    alice.send(vectors.get("frame-payload"));

    assertThat(alice.takeSent()).containsExactly(vectors.get("datagram-data-payload"));
    bob.frames.clear();
    bob.receive(alice, vectors.get("datagram-data-payload"));
    assertThat(bob.frames).containsExactly(vectors.get("frame-payload"));
  }

  @Test
  void silentLinkIsPingedAndAnsweredWithAPong() {
    linkWithTraffic();
    alice.advance(Duration.ofSeconds(2));

    assertThat(alice.takeSent()).containsExactly(vectors.get("datagram-ping"));
    bob.receive(alice, vectors.get("datagram-ping"));
    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-pong"));

    alice.receive(bob, vectors.get("datagram-pong"));
    alice.advance(Duration.ofMillis(1_999));
    assertThat(alice.takeSent()).as("last heard less than two seconds ago").isEmpty();
  }

  @Test
  void pingsContinueUntilTheLinkIsDown() {
    link();
    alice.advance(Duration.ofMillis(5_999));
    assertThat(alice.takeSent()).as("a ping every half second from second 2 on").hasSize(8);
    assertThat(alice.notifications).doesNotContain("down SILENT");

    alice.advance(Duration.ofMillis(1));
    assertThat(alice.notifications).contains("down SILENT");
    assertThat(alice.takeSent())
        .as("a close")
        .singleElement()
        .satisfies(sent -> assertThat(sent.byteAt(3)).isEqualTo(Datagrams.CLOSE));
  }

  @Test
  void closingEndSendsAClose() {
    linkWithTraffic();
    bob.close(new CloseReason(CloseReason.Kind.ENDED, "the node stopped"));

    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-close"));
    alice.receive(bob, vectors.get("datagram-close"));
    assertThat(alice.notifications).contains("down CLOSED_BY_PEER");
  }

  @Test
  void unknownConnectionIsAnsweredWithAResetThatEndsTheLink() {
    link();
    bob.restart();
    bob.receive(alice, vectors.get("datagram-data-hello"));

    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-reset"));
    alice.receive(bob, vectors.get("datagram-reset"));
    assertThat(alice.notifications).contains("down RESTARTED");
  }

  @Test
  void connectInAnotherVersionIsAnsweredWithACloseInThisOne() {
    bob.receive(alice, withVersion(9, vectors.get("datagram-connect")));

    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-close-version"));
    assertThat(bob.notifications)
        .containsExactly(
            "dropped other-version", "refused " + String.format(Locale.ROOT, VERSION_DIFFERS, 9));
  }

  @Test
  void dialAnsweredOnlyInAnotherVersionIsRefusedWhenItTimesOut() {
    alice.transport().dial(bob.address, Optional.empty());
    alice.receive(bob, withVersion(9, vectors.get("datagram-close-version")));
    alice.advance(Duration.ofMillis(999));
    assertThat(alice.notifications).containsExactly("dropped other-version");
    assertThat(alice.takeSent()).as("connects at 0, 250, 500 and 750 ms").hasSize(4);

    alice.advance(Duration.ofMillis(1));
    assertThat(alice.notifications)
        .containsExactly(
            "dropped other-version", "refused " + String.format(Locale.ROOT, VERSION_DIFFERS, 9));
  }

  @Test
  void bodiesMatchTheSchema() throws InvalidProtocolBufferException {
    Greeting connect = Greeting.parseFrom(body("datagram-connect"));
    assertThat(connect.getNodeId()).isEqualTo(alice.id.bytes());
    assertThat(connect.getConnectionId()).isEqualTo(alice.connectionId);
    Greeting accept = Greeting.parseFrom(body("datagram-accept"));
    assertThat(accept.getNodeId()).isEqualTo(bob.id.bytes());
    assertThat(accept.getConnectionId()).isEqualTo(bob.connectionId);
    Packet shared = Packet.parseFrom(body("datagram-data-shared"));
    assertThat(shared.getFramesList())
        .containsExactly(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    Packet unasked = Packet.parseFrom(body("datagram-data-unasked"));
    assertThat(unasked.getFramesList()).containsExactly(vectors.get("frame-payload"));
    assertThat(unasked.getNeedsNoAcks()).isTrue();
    assertThat(unasked.toByteString()).isEqualTo(body("datagram-data-unasked"));
    Close close = Close.parseFrom(body("datagram-close"));
    assertThat(close.getKind()).isEqualTo(Close.Kind.SHUTTING_DOWN);
    assertThat(close.getDetail()).isEqualTo("the node stopped");

    assertThat(connect.toByteString()).isEqualTo(body("datagram-connect"));
    assertThat(accept.toByteString()).isEqualTo(body("datagram-accept"));
    assertThat(shared.getAcks().getHighest()).isEqualTo(2);
    assertThat(shared.getAcks().getDelayMicros()).isZero();
    assertThat(shared.getAcks().getRunsList()).containsExactly(1);
    assertThat(Packet.parseFrom(body("datagram-data-ack-runs")).getAcks().getRunsList())
        .containsExactly(1, 1, 2);
    Fragment first = Packet.parseFrom(body("datagram-data-fragment-first")).getFragments(0);
    Fragment last = Packet.parseFrom(body("datagram-data-fragment-last")).getFragments(0);
    assertThat(first.getFrameBytes()).isEqualTo(vectors.get("frame-large").size());
    assertThat(last.getFrameHash()).isEqualTo(first.getFrameHash());
    assertThat(first.getOffset()).isZero();
    assertThat(last.getOffset()).isEqualTo(256);
    assertThat(first.getData().concat(last.getData())).isEqualTo(vectors.get("frame-large"));
    assertThat(close.toByteString()).isEqualTo(body("datagram-close"));
    for (String empty : List.of("ping", "pong", "reset", "close-version")) {
      assertThat(body("datagram-" + empty)).as(empty).isEqualTo(ByteString.EMPTY);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "476f01, datagram-size",
    "486f0103f1f2f3f4f5f6f7f80000000000000002, not-gossip",
    "476f0203f1f2f3f4f5f6f7f80000000000000002, other-version",
    "476f0103f1f2f3f4f5f6f7f80000000000000000, malformed-datagram",
    "476f0103f1f2f3f4f5f6f7f8ffffffffffffffff, malformed-datagram",
    "476f0103f1f2f3f4f5f6f7f90000000000000002, unknown-connection",
    "476f0107f1f2f3f4f5f6f7f80000000000000001, unknown-connection",
    "476f0108f1f2f3f4f5f6f7f80000000000000002, malformed-datagram",
    "476f0101000000000000000000000000000000010a0141, malformed-datagram",
  })
  void invalidDatagramIsDroppedWithItsReason(String hex, String reason) {
    link();
    bob.notifications.clear();
    bob.receive(alice, ByteString.fromHex(hex));

    assertThat(bob.notifications).containsExactly("dropped " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a0541", // a frame with a length of 5 but only 1 byte
        "0a01410c", // the end of a group without a start
        "0a014100", // field number 0, which is invalid
      })
  void framesOfAMalformedPacketAreDropped(String hex) {
    link();
    bob.notifications.clear();
    ByteString header = vectors.get("datagram-data-payload").substring(0, Datagrams.HEADER_BYTES);
    bob.receive(alice, header.concat(ByteString.fromHex(hex)));

    assertThat(bob.notifications).containsExactly("dropped malformed-datagram");
  }

  @Test
  void datagramFromAnotherAddressIsDroppedDespiteTheRightConnectionId() {
    link();
    bob.notifications.clear();
    bob.receive(new TestEndpoint("192.0.2.3", 5000, 0x40, 7), vectors.get("datagram-data-payload"));

    assertThat(bob.notifications).containsExactly("dropped wrong-address");
  }

  @Test
  void largestFrameOfOneDatagramFillsIt() {
    link();
    alice.send(ByteString.copyFrom(new byte[1_177]));
    assertThat(alice.takeSent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.size()).isEqualTo(1_200));
  }

  @Test
  void largestFrameOfAllIsQueued() {
    link();
    alice.results.clear();
    alice.send(ByteString.copyFrom(new byte[FragmentCodec.MAX_FRAME_BYTES]));
    alice.send(ByteString.copyFrom(new byte[FragmentCodec.MAX_FRAME_BYTES + 1]));

    assertThat(alice.results).containsExactly(SendResult.QUEUED, SendResult.TOO_LARGE);
  }

  @Test
  void frameLargerThanADatagramTravelsInFragments() {
    alice.maxDatagramBytes = 328;
    link();
    alice.send(vectors.get("frame-large"));
    assertThat(alice.takeSent())
        .containsExactly(
            vectors.get("datagram-data-fragment-first"),
            vectors.get("datagram-data-fragment-last"));

    bob.frames.clear();
    bob.receive(alice, vectors.get("datagram-data-fragment-last"));
    assertThat(bob.frames).isEmpty();
    bob.receive(alice, vectors.get("datagram-data-fragment-first"));
    assertThat(bob.frames).containsExactly(vectors.get("frame-large"));
  }

  @Test
  void fragmentsThatArriveAgainAreIgnored() {
    link();
    bob.frames.clear();
    for (int i = 0; i < 2; i++) {
      bob.receive(alice, vectors.get("datagram-data-fragment-first"));
      bob.receive(alice, vectors.get("datagram-data-fragment-first"));
      bob.receive(alice, vectors.get("datagram-data-fragment-last"));
    }

    assertThat(bob.frames).containsExactly(vectors.get("frame-large"));
    assertThat(bob.notifications).doesNotContain("dropped bad-fragment");
  }

  @Test
  void busyLinkProbesItsPath() {
    alice.maxDatagramBytes = 1_472;
    link();
    ByteString frame = ByteString.copyFrom(new byte[1_000]);
    alice.send(frame, frame);

    ByteString start = vectors.get("datagram-data-probe");
    ByteString probe = start.concat(ByteString.copyFrom(new byte[1_372 - start.size()]));
    assertThat(alice.takeSent()).startsWith(probe);
    bob.frames.clear();
    bob.notifications.clear();
    bob.receive(alice, probe);
    assertThat(bob.frames).isEmpty();
    assertThat(bob.notifications).isEmpty();
  }

  @Test
  void dataAfterAnUnknownNumberIsAcknowledgedAtOnce() {
    link();
    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    alice.receive(bob, vectors.get("datagram-data-shared"));
    alice.transport().flush();

    assertThat(alice.takeSent()).containsExactly(vectors.get("datagram-data-ack"));
    bob.notifications.clear();
    bob.receive(alice, vectors.get("datagram-data-ack"));
    assertThat(bob.notifications).isEmpty();
  }

  @Test
  void gapIsAcknowledgedAtOnce() {
    link();
    bob.receive(alice, vectors.get("datagram-data-payload"));
    bob.receive(alice, withNumber(5, vectors.get("datagram-data-payload")));
    bob.transport().flush();

    assertThat(bob.takeSent()).containsExactly(vectors.get("datagram-data-ack-runs"));
  }

  @Test
  void acknowledgementOfADatagramThatWasNeverSentIsDropped() {
    link();
    bob.notifications.clear();
    bob.receive(alice, vectors.get("datagram-data-ack"));

    assertThat(bob.notifications).containsExactly("dropped bad-acknowledgement");
  }

  private ByteString body(String name) {
    return vectors.get(name).substring(Datagrams.HEADER_BYTES);
  }

  private static ByteString withNumber(int number, ByteString datagram) {
    byte[] changed = datagram.toByteArray();
    changed[Datagrams.HEADER_BYTES - 1] = (byte) number;
    return ByteString.copyFrom(changed);
  }

  private static ByteString withVersion(int version, ByteString datagram) {
    byte[] changed = datagram.toByteArray();
    changed[2] = (byte) version;
    return ByteString.copyFrom(changed);
  }

  /** Lets alice dial bob, so that the link is up at her end. */
  private void linkAtAlice() {
    alice.transport().dial(bob.address, Optional.empty());
    bob.receive(alice, vectors.get("datagram-connect"));
    alice.receive(bob, vectors.get("datagram-accept"));
    alice.takeSent();
    bob.takeSent();
  }

  /** Brings the link up at both ends; alice has sent two datagrams, bob one. */
  private void link() {
    linkAtAlice();
    alice.send(vectors.get("frame-hello"));
    bob.receive(alice, vectors.get("datagram-data-hello"));
    alice.takeSent();
  }

  /** Brings the link up, after which each end has sent one more datagram. */
  private void linkWithTraffic() {
    link();
    alice.send(vectors.get("frame-payload"));
    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    alice.takeSent();
    bob.takeSent();
  }
}
