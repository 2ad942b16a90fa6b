package dev.gossip.udp.secure;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.Priority;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.PacketType;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.session.SecureSession;
import dev.gossip.udp.table.Link;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Feeds arbitrary bytes to both kinds of transport: as datagrams of a stranger and of the peer, and
 * as the body, or the fields of a body, of datagrams that the peer has sealed. Nothing may throw, a
 * frame may only arrive if the peer has sealed it, and a link goes on working unless the peer has
 * closed it. The entry point of a fuzzer; {@code FuzzCorpusTest} runs the inputs that are kept.
 */
final class PacketFuzzer {
  private static final PeerAddress STRANGER = PeerAddress.parse("192.0.2.1:1");
  private static final Duration MOMENT = Duration.ofMillis(50);

  /** In the first byte of an input: the others describe the fields of a body. */
  private static final int COMPOSED = 0x20;

  /** What the other end sends in parts meanwhile, so that there is something to acknowledge. */
  private static final ByteString LARGE = ByteString.copyFrom(new byte[3_000]);

  // Links are kept between inputs, since bringing them up costs more than everything else.
  private static Pair secure = Pair.linked("noise");
  private static Pair plain = Pair.linked("none");

  private PacketFuzzer() {}

  private record Pair(SecureLab lab, SecureEnd alice, SecureEnd bob) {
    static Pair linked(String security) {
      SecureLab lab = new SecureLab(1);
      SecureEnd alice = lab.end("203.0.113.1:5000");
      SecureEnd bob = lab.end("198.51.100.2:5000");
      alice.restart(Map.of("security", security));
      bob.restart(Map.of("security", security));
      alice.dial(bob);
      lab.run(MOMENT.multipliedBy(2));
      // The acceptor of a plain link is up when something arrives.
      alice.send("x");
      lab.run(Duration.ofSeconds(1));
      if (alice.up.size() != 1 || bob.up.size() != 1) {
        throw new IllegalStateException("no link came up");
      }
      return new Pair(lab, alice, bob);
    }

    boolean isLinked() {
      return alice.up.size() == 1 && bob.up.size() == 1 && lab.log.size() < 100_000;
    }

    /** The link that was there goes on working, and nothing has ended or replaced it. */
    void assertWorks() {
      alice.frames.clear();
      bob.frames.clear();
      if (alice.up.size() == 1 && bob.up.size() == 1) {
        alice.send("from alice");
        bob.send("from bob");
        lab.run(MOMENT);
      }
      // Frames in parts may arrive at any time.
      alice.frames.remove(LARGE);
      if (!bob.texts().equals(List.of("from alice"))
          || !alice.texts().equals(List.of("from bob"))) {
        throw new IllegalStateException("broken: " + alice.notifications + bob.notifications);
      }
      if (Stream.concat(alice.notifications.stream(), bob.notifications.stream())
          .anyMatch(said -> said.startsWith("down") || said.startsWith("moved"))) {
        throw new IllegalStateException("changed: " + alice.notifications + bob.notifications);
      }
    }
  }

  /** Runs one input: the first byte says what the others are. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    if (!secure.isLinked()) {
      secure = Pair.linked("noise");
    }
    if (!plain.isLinked()) {
      plain = Pair.linked("none");
    }
    switch (input[0] & 7) {
      case 0 -> receive(secure, STRANGER, rest);
      case 1 -> receive(secure, secure.alice.address, rest);
      case 2 -> receive(plain, STRANGER, rest);
      case 3 -> receivePlain(rest);
      case 4 -> receive(secure, secure.alice.address, withHeader(secure, rest));
      case 5 -> receivePlain(withHeader(plain, rest));
      default -> {
        if ((input[0] & COMPOSED) == 0) {
          receiveSealed(input[0], rest);
        } else {
          receiveComposed(rest);
        }
      }
    }
  }

  /** Whatever it is, it is not authentic, so no frame arrives. */
  private static void receive(Pair pair, PeerAddress from, byte[] datagram) {
    pair.bob.frames.clear();
    pair.bob.receive(from, datagram);
    pair.lab.run(MOMENT);
    if (!pair.bob.frames.isEmpty()) {
      throw new IllegalStateException("a forged frame was delivered");
    }
    pair.assertWorks();
  }

  /** A plain link may end by what seems to come from its other end. */
  private static void receivePlain(byte[] datagram) {
    plain.bob.receive(plain.alice.address, datagram);
    plain.lab.run(MOMENT);
  }

  /** The bytes with the first sixteen bytes of the peer's latest datagram in front. */
  private static byte[] withHeader(Pair pair, byte[] rest) {
    SecureEnd alice = pair.alice;
    pair.lab.log.clear();
    alice.send("x");
    pair.lab.run(MOMENT);
    byte[] sent =
        pair.lab.log.stream()
            .filter(datagram -> datagram.from().equals(alice.address))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("nothing was sent"))
            .bytes();
    byte[] datagram = Arrays.copyOf(sent, Datagrams.NUMBER_OFFSET + rest.length);
    System.arraycopy(rest, 0, datagram, Datagrams.NUMBER_OFFSET, rest.length);
    return datagram;
  }

  /** Lets the peer seal the bytes as the body of a datagram of any type. */
  private static void receiveSealed(byte choice, byte[] body) {
    if (body.length > Datagrams.BASE_BYTES - SecureDatagrams.MIN_SEALED_BYTES) {
      return;
    }
    PacketType[] types = PacketType.values();
    PacketType type = types[(choice >>> 3) & (types.length - 1)];
    secure.bob.frames.clear();
    secure.bob.receive(secure.alice.address, sealed(type, body));
    secure.lab.run(MOMENT);
    for (ByteString frame : secure.bob.frames) {
      if (frame.isEmpty() || frame.size() > body.length) {
        throw new IllegalStateException("a frame that is not in its datagram: " + frame.size());
      }
    }
    if (type != PacketType.CLOSE) {
      secure.assertWorks();
    }
  }

  /** Lets the peer seal a body of well-formed fields while both ends have something under way. */
  private static void receiveComposed(byte[] description) {
    SecureEnd bob = secure.bob;
    bob.transport().send(bob.link(), LARGE, Priority.RELAYED);
    bob.transport().flush();
    byte[] body = new ComposedBody(description, ((Link) bob.link()).latestSent()).bytes();
    bob.receive(secure.alice.address, sealed(PacketType.DATA, body));
    secure.lab.run(MOMENT);
    secure.assertWorks();
  }

  private static byte[] sealed(PacketType type, byte[] body) {
    Link link = (Link) secure.alice.link();
    SecureSession session = link.session;
    if (session == null) {
      throw new IllegalStateException("the link has no session");
    }
    ByteBuffer packet = ByteBuffer.allocate(Datagrams.HEADER_BYTES + body.length);
    SecureDatagrams.putHead(packet, type.secure);
    long number = session.keys.nextNumber(secure.lab.nowNanos());
    packet.putLong(link.remoteConnectionId).putLong(number).put(body);
    byte[] sealed = new byte[packet.capacity() + SecureDatagrams.TAG_BYTES];
    session.keys.seal(number, packet.array(), Datagrams.HEADER_BYTES, packet.capacity(), sealed);
    return sealed;
  }
}
