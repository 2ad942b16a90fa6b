package dev.gossip.udp.plain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.udp.WireVectors;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.proto.Packet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A datagram with frames that asks for no acknowledgement, as {@code docs/wire-format.md} shows it.
 */
class UnaskedDatagramTest {
  private final WireVectors vectors;
  private final ByteString unasked;
  private final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  private final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  UnaskedDatagramTest() throws IOException {
    vectors = WireVectors.read();
    unasked = vectors.get("datagram-data-unasked");
  }

  /** Brings the link up; both HELLOs have arrived, and bob knows that his has. */
  @BeforeEach
  void link() {
    alice.transport().dial(bob.address, Optional.empty());
    bob.receive(alice, vectors.get("datagram-connect"));
    alice.receive(bob, vectors.get("datagram-accept"));
    alice.send(vectors.get("frame-hello"));
    bob.receive(alice, vectors.get("datagram-data-hello"));
    bob.send(vectors.get("frame-hello-answer"), vectors.get("frame-control"));
    alice.advance(Duration.ofMillis(20));
    alice.receive(bob, vectors.get("datagram-data-shared"));
    alice.transport().flush();
    bob.receive(alice, vectors.get("datagram-data-ack"));
    alice.takeSent();
    bob.takeSent();
    bob.frames.clear();
  }

  @Test
  void messageAsksForNoAcknowledgementOnceTheRoundTripIsKnown() {
    alice.send(vectors.get("frame-payload"));

    assertThat(alice.takeSent()).containsExactly(unasked);
  }

  @Test
  void receiverTakesItAndDoesNotAnswer() {
    bob.receive(alice, unasked);
    assertThat(bob.frames).containsExactly(vectors.get("frame-payload"));

    assertThat(sentByBobAfter(Duration.ofMillis(200))).isEmpty();
  }

  @Test
  void itIsAcknowledgedTogetherWithOneThatAsks() throws InvalidProtocolBufferException {
    bob.receive(alice, unasked);
    bob.receive(alice, withNumber(5, vectors.get("datagram-data-payload")));
    assertThat(sentByBobAfter(Duration.ofMillis(99))).as("it is due after 100 ms").isEmpty();

    List<ByteString> sent = sentByBobAfter(Duration.ofMillis(1));
    assertThat(sent).hasSize(1);
    Packet packet = Packet.parseFrom(sent.get(0).substring(Datagrams.HEADER_BYTES));
    assertThat(packet.getAcks().getHighest()).isEqualTo(5);
    assertThat(packet.getAcks().getRunsList()).as("numbers 2 to 5").containsExactly(4);
  }

  @Test
  void fieldIsIgnoredInADatagramWithAFragment() {
    ByteString fragment = vectors.get("datagram-data-fragment-first");
    bob.receive(alice, withNumber(4, fragment.concat(ByteString.fromHex("2801"))));

    assertThat(sentByBobAfter(Duration.ofMillis(10))).hasSize(1);
  }

  private List<ByteString> sentByBobAfter(Duration duration) {
    bob.advance(duration);
    bob.transport().flush();
    return bob.takeSent();
  }

  private static ByteString withNumber(int number, ByteString datagram) {
    byte[] changed = datagram.toByteArray();
    changed[Datagrams.HEADER_BYTES - 1] = (byte) number;
    return ByteString.copyFrom(changed);
  }
}
