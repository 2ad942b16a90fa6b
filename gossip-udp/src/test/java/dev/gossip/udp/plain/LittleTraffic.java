package dev.gossip.udp.plain;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.proto.Packet;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Two ends of a plain link whose datagrams a test looks at. */
final class LittleTraffic {
  final TestEndpoint alice = new TestEndpoint("192.0.2.1", 5000, 0x00, 0x0102030405060708L);
  final TestEndpoint bob = new TestEndpoint("192.0.2.2", 5010, 0x20, 0xf1f2f3f4f5f6f7f8L);

  static ByteString frame(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  static Link link(TestEndpoint end) {
    return (Link) end.link();
  }

  static boolean isAtRest(TestEndpoint end) {
    return link(end).flow == null && link(end).resting != null;
  }

  /** Brings the link up; each end has then sent a frame that is acknowledged, and rests. */
  void link() {
    dial();
    alice.send(ByteString.copyFromUtf8("x"));
    settle();
    bob.send(ByteString.copyFromUtf8("y"));
    settle();
    // Alice, who acknowledged last, rests when the next datagram arrives.
    bob.send(ByteString.copyFromUtf8("z"));
    settle();
    forget();
  }

  /** Brings the link up; no data was sent on it. */
  void dial() {
    alice.transport().dial(bob.address, Optional.empty());
    exchange();
  }

  /** Forgets what has happened so far. */
  void forget() {
    for (TestEndpoint end : List.of(alice, bob)) {
      end.notifications.clear();
      end.frames.clear();
      end.results.clear();
    }
  }

  /** Until everything has arrived, and is acknowledged as far as it asks for it. */
  void settle() {
    exchange();
    // In steps, so that no clock is ahead of what the other end sends.
    for (int i = 0; i < 20; i++) {
      advance(Duration.ofMillis(10));
      exchange();
    }
  }

  void advance(Duration duration) {
    for (TestEndpoint end : List.of(alice, bob)) {
      end.advance(duration);
      end.transport().flush();
    }
  }

  /** Delivers datagrams in both directions until neither end sends any more. */
  void exchange() {
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

  /** More frames at once than can be sent without asking for an acknowledgement. */
  void sendMany(TestEndpoint from) {
    from.send(Collections.nCopies(12, frame(1_000)).toArray(ByteString[]::new));
    settle();
  }

  /** Queues a frame at Alice, as in the midst of an event. */
  SendResult queue(ByteString frame, Priority priority) {
    return alice.transport().send(alice.link(), frame, priority);
  }

  /** Bob gets the next datagram of Alice, with this body. */
  void receiveAtBob(Packet body) {
    receive(alice, bob, body);
    bob.transport().flush();
  }

  /** Alice gets the next datagram of Bob, with this body, in the midst of an event. */
  void receiveAtAlice(Packet body) {
    receive(bob, alice, body);
  }

  private static void receive(TestEndpoint from, TestEndpoint to, Packet body) {
    byte[] bytes = body.toByteArray();
    ByteBuffer datagram = ByteBuffer.allocate(Datagrams.HEADER_BYTES + bytes.length);
    Datagrams.putHeader(datagram, Datagrams.DATA, to.connectionId, ++link(from).packetsSent);
    to.receive(from, ByteString.copyFrom(datagram.put(bytes).flip()));
  }

  /** Takes the data datagrams that an end has sent. */
  static List<Packet> takeData(TestEndpoint from) {
    return data(from.takeSent());
  }

  /** The bodies of the data datagrams among those that were sent. */
  static List<Packet> data(List<ByteString> sent) {
    return sent.stream()
        .filter(datagram -> datagram.byteAt(3) == Datagrams.DATA)
        .map(LittleTraffic::body)
        .toList();
  }

  private static Packet body(ByteString datagram) {
    try {
      return Packet.parseFrom(datagram.substring(Datagrams.HEADER_BYTES));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether the receiver of a datagram is to acknowledge it, by the comments of the schema. */
  static boolean asks(Packet body) {
    return body.getFragmentsCount() > 0
        || !body.getPadding().isEmpty()
        || (body.getFramesCount() > 0 && !body.getNeedsNoAcks());
  }
}
