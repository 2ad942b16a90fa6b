package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.noise.Session.OpenResult;
import dev.gossip.udp.noise.Session.RekeyLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Both ends of a session, with a time that the test sets. */
final class SessionPair {
  /** Magic, version and type 4, connection id 8, packet number 8. */
  static final int HEADER = 20;

  static final RekeyLimits WIDE = new RekeyLimits(Duration.ofMinutes(10), 1L << 24);

  private final List<SpareCipher> spares;
  private final End dialer;
  private final End acceptor;
  private long nowNanos = Long.MAX_VALUE - 1_000;

  SessionPair(TrafficCipher cipher) {
    this(cipher, WIDE);
  }

  SessionPair(TrafficCipher cipher, RekeyLimits limits) {
    this(cipher, limits, Handshakes.keys(), List.of(new SpareCipher(), new SpareCipher()));
  }

  /**
   * @param spares of the nodes of dialer and acceptor, which may have other sessions
   */
  SessionPair(
      TrafficCipher cipher, RekeyLimits limits, SessionKeys keys, List<SpareCipher> spares) {
    this.spares = spares;
    dialer = new End(new Session(keys, true, cipher, limits, spares.get(0), nowNanos));
    acceptor = new End(new Session(keys, false, cipher, limits, spares.get(1), nowNanos));
  }

  SpareCipher spareOfAcceptor() {
    return spares.get(1);
  }

  End dialer() {
    return dialer;
  }

  End acceptor() {
    return acceptor;
  }

  void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  /** One end. */
  final class End {
    private final Session session;

    private End(Session session) {
      this.session = session;
    }

    Session session() {
      return session;
    }

    SealedPacket seal(int bodyBytes) {
      long number = session.nextNumber(nowNanos);
      byte[] plain = ByteBuffer.allocate(HEADER + bodyBytes).putLong(12, number).array();
      Arrays.fill(plain, HEADER, plain.length, (byte) number);
      byte[] out = new byte[plain.length + 100];
      int length = session.seal(number, plain, HEADER, plain.length, out);
      byte[] body = Arrays.copyOfRange(plain, HEADER, plain.length);
      return new SealedPacket(number, Arrays.copyOf(out, length), body);
    }

    /** Opens a packet that lies in a longer array, and checks that it stays as it was. */
    OpenResult open(SealedPacket packet) {
      byte[] datagram = Arrays.copyOf(packet.bytes(), 1_200);
      byte[] before = datagram.clone();
      byte[] out = new byte[1_200];
      int bodyBytes =
          session.open(datagram, HEADER, packet.bytes().length, packet.number(), nowNanos, out);
      assertThat(datagram).isEqualTo(before);
      if (session.lastResult() == OpenResult.OPENED) {
        assertThat(Arrays.copyOf(out, bodyBytes)).isEqualTo(packet.body());
      } else {
        assertThat(bodyBytes).isEqualTo(Session.NO_BODY);
      }
      return session.lastResult();
    }
  }
}
