package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.udp.noise.Session.OpenResult;
import dev.gossip.udp.noise.Session.RekeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private static final int HEADER = SessionPair.HEADER;

  @ParameterizedTest
  @EnumSource
  void packetsOpenAtTheOtherEndInBothDirections(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    for (int length = 0; length < 40; length++) {
      SealedPacket there = pair.dialer().seal(length);
      SealedPacket back = pair.acceptor().seal(length);

      assertThat(there.bytes()).hasSize(HEADER + length + 16);
      assertThat(there.number()).isEqualTo(length + 1).isEqualTo(back.number());
      assertThat(pair.acceptor().open(there)).isEqualTo(OpenResult.OPENED);
      assertThat(pair.dialer().open(back)).isEqualTo(OpenResult.OPENED);
    }
  }

  /**
   * Two nodes with two sessions: as one pair sends what the other one sends, only the keys differ.
   */
  @ParameterizedTest
  @EnumSource
  void sessionsThatRestShareACipherAndOpenTheSame(TrafficCipher cipher) {
    List<SessionKeys> keys = List.of(Handshakes.keys(), otherKeys());
    List<SpareCipher> spares = List.of(new SpareCipher(), new SpareCipher());
    List<SessionPair> awake = new ArrayList<>();
    List<SessionPair> resting = new ArrayList<>();
    for (SessionKeys each : keys) {
      List<SpareCipher> own = List.of(new SpareCipher(), new SpareCipher());
      awake.add(new SessionPair(cipher, SessionPair.WIDE, each, own));
      resting.add(new SessionPair(cipher, SessionPair.WIDE, each, spares));
    }
    for (int i = 0; i < 40; i++) {
      for (int pair = 0; pair < keys.size(); pair++) {
        SessionPair.End dialer = resting.get(pair).dialer();
        SessionPair.End acceptor = resting.get(pair).acceptor();
        if (i % 10 == 5) {
          dialer.session().rest();
          acceptor.session().rest();
        } else if (i % 10 == 9) {
          dialer.session().wake();
          acceptor.session().wake();
        }
        SealedPacket there = dialer.seal(i);
        SealedPacket back = acceptor.seal(i);
        assertThat(there.bytes()).isEqualTo(awake.get(pair).dialer().seal(i).bytes());
        assertThat(back.bytes()).isEqualTo(awake.get(pair).acceptor().seal(i).bytes());
        assertThat(acceptor.open(there.forged())).isEqualTo(OpenResult.NOT_AUTHENTIC);
        assertThat(acceptor.open(there)).isEqualTo(OpenResult.OPENED);
        assertThat(acceptor.open(there)).isEqualTo(OpenResult.REPLAYED);
        assertThat(dialer.open(back)).isEqualTo(OpenResult.OPENED);
      }
    }
  }

  private static SessionKeys otherKeys() {
    byte[] key = new byte[32];
    return new SessionKeys(key, key, key);
  }

  @ParameterizedTest
  @EnumSource
  void sharedCipherDoesNotKeepTheKeysOfASessionThatHasEnded(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    pair.acceptor().session().rest();
    pair.acceptor().seal(10);
    Cipher shared = sharedCipher(pair, cipher);

    pair.acceptor().session().end();
    assertThat(sharedCipher(pair, cipher)).isNotSameAs(shared);
  }

  @ParameterizedTest
  @EnumSource
  void sharedCipherDoesNotKeepTheKeyOfAnEpochThatIsForgotten(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher, new RekeyLimits(Duration.ofMinutes(10), 2));
    pair.acceptor().session().rest();
    SealedPacket late = pair.dialer().seal(10);
    pair.dialer().seal(10);
    assertThat(pair.acceptor().open(pair.dialer().seal(10))).isEqualTo(OpenResult.OPENED);
    assertThat(pair.acceptor().open(late)).isEqualTo(OpenResult.OPENED);
    Cipher shared = sharedCipher(pair, cipher);

    pair.pass(Duration.ofSeconds(4));
    assertThat(pair.acceptor().open(late)).isEqualTo(OpenResult.REPLAYED);
    assertThat(sharedCipher(pair, cipher)).isNotSameAs(shared);
  }

  /** The cipher that the next session of the acceptor's node gets, which stays there. */
  private static Cipher sharedCipher(SessionPair pair, TrafficCipher cipher) {
    Cipher shared = pair.spareOfAcceptor().take(cipher);
    pair.spareOfAcceptor().give(cipher, shared);
    return shared;
  }

  @Test
  void spareCipherIsTheOneThatWasGivenIfItFits() {
    SpareCipher spare = new SpareCipher();
    Cipher given = TrafficCipher.AES_256_GCM.newCipher();
    spare.give(TrafficCipher.AES_256_GCM, given);
    assertThat(spare.take(TrafficCipher.CHACHA20_POLY1305)).isNotSameAs(given);
    assertThat(spare.take(TrafficCipher.AES_256_GCM)).isSameAs(given);
    assertThat(spare.take(TrafficCipher.AES_256_GCM)).isNotSameAs(given);
  }

  @ParameterizedTest
  @EnumSource
  void ownPacketSentBackIsNotAuthentic(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    assertThat(pair.dialer().open(pair.dialer().seal(8))).isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertThat(pair.acceptor().open(pair.acceptor().seal(8))).isEqualTo(OpenResult.NOT_AUTHENTIC);
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedBitIsRefusedAndThePacketOpensAfterwards(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    SealedPacket packet = pair.dialer().seal(13);
    for (int bit = 0; bit < 8 * packet.bytes().length; bit++) {
      assertThat(pair.acceptor().open(packet.withFlippedBit(bit)))
          .as("bit %d", bit)
          .isEqualTo(OpenResult.NOT_AUTHENTIC);
    }
    assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.OPENED);
  }

  @ParameterizedTest
  @EnumSource
  void forgedPacketsDoNotKeepOutTheGenuineOneWithTheirNumber(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    for (int i = 0; i < 20; i++) {
      SealedPacket packet = pair.dialer().seal(30);
      for (int forged = 0; forged < i % 4; forged++) {
        assertThat(pair.acceptor().open(packet.forged())).isEqualTo(OpenResult.NOT_AUTHENTIC);
      }
      assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.OPENED);
      assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.REPLAYED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void packetOpensWithItsOwnNumberOnly(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    SealedPacket packet = pair.dialer().seal(30);
    assertThat(pair.acceptor().open(packet.withNumber(2))).isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertThat(pair.acceptor().open(packet.withNumber(0))).isEqualTo(OpenResult.TOO_OLD);
    assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.OPENED);
  }

  @ParameterizedTest
  @EnumSource
  void shortPacketsAreRefused(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    SealedPacket packet = pair.dialer().seal(20);
    for (int length = 0; length < packet.bytes().length; length++) {
      assertThat(pair.acceptor().open(packet.cutTo(length)))
          .as("%d bytes", length)
          .isEqualTo(length < HEADER + 16 ? OpenResult.TOO_SHORT : OpenResult.NOT_AUTHENTIC);
    }
    assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.OPENED);
  }

  @Test
  void packetsInTheWindowOpenOnceInAnyOrder() {
    SessionPair pair = new SessionPair(TrafficCipher.AES_256_GCM);
    SealedPacket[] packets = new SealedPacket[ReplayWindow.SIZE + 1];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = pair.dialer().seal(4);
    }
    for (int i = packets.length - 1; i > 0; i--) {
      assertThat(pair.acceptor().open(packets[i])).isEqualTo(OpenResult.OPENED);
    }
    assertThat(pair.acceptor().open(packets[0])).isEqualTo(OpenResult.TOO_OLD);
    assertThat(pair.acceptor().open(packets[1])).isEqualTo(OpenResult.REPLAYED);
    assertThat(pair.acceptor().open(packets[ReplayWindow.SIZE])).isEqualTo(OpenResult.REPLAYED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 1_000_000, (1L << 39) + 5, (1L << 40) - 2})
  void forgedJumpAheadDoesNotMoveTheWindow(long number) {
    SessionPair pair = new SessionPair(TrafficCipher.CHACHA20_POLY1305);
    SealedPacket first = pair.dialer().seal(4);
    SealedPacket second = pair.dialer().seal(4);
    assertThat(pair.acceptor().open(second)).isEqualTo(OpenResult.OPENED);

    assertThat(pair.acceptor().open(second.withNumber(number))).isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertThat(pair.acceptor().open(first)).isEqualTo(OpenResult.OPENED);
    assertThat(pair.acceptor().open(second)).isEqualTo(OpenResult.REPLAYED);
  }

  @ParameterizedTest
  @EnumSource
  void authenticJumpAheadMovesTheWindow(TrafficCipher cipher) {
    SessionPair pair = new SessionPair(cipher);
    SealedPacket first = pair.dialer().seal(4);
    pair.dialer().session().sent = 1L << 39;
    SealedPacket far = pair.dialer().seal(4);

    assertThat(pair.acceptor().open(far)).isEqualTo(OpenResult.OPENED);
    assertThat(pair.acceptor().open(far)).isEqualTo(OpenResult.REPLAYED);
    assertThat(pair.acceptor().open(first)).isEqualTo(OpenResult.TOO_OLD);
    assertThat(pair.acceptor().open(pair.dialer().seal(4))).isEqualTo(OpenResult.OPENED);
  }

  @Test
  void numberIsSealedOnceAndInOrder() {
    SessionPair pair = new SessionPair(TrafficCipher.AES_256_GCM);
    Session session = pair.dialer().session();
    byte[] plain = new byte[HEADER];
    byte[] out = new byte[HEADER + 16];
    assertThatThrownBy(() -> session.seal(0, plain, HEADER, HEADER, out))
        .isInstanceOf(IllegalStateException.class);
    long first = session.nextNumber(0);
    long second = session.nextNumber(0);

    assertThatThrownBy(() -> session.seal(first, plain, HEADER, HEADER, out))
        .isInstanceOf(IllegalStateException.class);
    assertThat(session.seal(second, plain, HEADER, HEADER, out)).isEqualTo(out.length);
    assertThatThrownBy(() -> session.seal(second, plain, HEADER, HEADER, out))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("packet numbers are used once and in order");
  }

  @Test
  void packetIsNotSealedWithinOneArrayNorIntoTooSmallOne() {
    Session session = new SessionPair(TrafficCipher.CHACHA20_POLY1305).dialer().session();
    byte[] plain = new byte[HEADER + 50];
    long number = session.nextNumber(0);

    assertThatThrownBy(() -> session.seal(number, plain, HEADER, HEADER + 30, plain))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session.seal(number, plain, HEADER, HEADER + 30, new byte[65]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(session.seal(number, plain, HEADER, HEADER + 30, new byte[66])).isEqualTo(66);
  }

  @Test
  void sessionWithFewNumbersLeftIsExhausted() {
    SessionPair pair = new SessionPair(TrafficCipher.AES_256_GCM);
    Session session = pair.dialer().session();
    session.sent = (1L << 40) - 1 - 65_536;
    assertThat(session.isExhausted()).isFalse();
    assertThat(pair.acceptor().open(pair.dialer().seal(9))).isEqualTo(OpenResult.OPENED);
    assertThat(session.isExhausted()).isTrue();

    session.sent = (1L << 40) - 2;
    SealedPacket last = pair.dialer().seal(9);
    assertThat(Session.counter(last.number())).isEqualTo((1L << 40) - 1);
    assertThat(pair.acceptor().open(last)).isEqualTo(OpenResult.OPENED);
    assertThatThrownBy(() -> session.nextNumber(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sessionWithTooManyForgedPacketsIsExhausted() {
    SessionPair pair = new SessionPair(TrafficCipher.CHACHA20_POLY1305);
    SealedPacket packet = pair.dialer().seal(9);
    Session session = pair.acceptor().session();
    session.failed = (1L << 36) - 1;
    assertThat(session.isExhausted()).isFalse();

    assertThat(pair.acceptor().open(packet.forged())).isEqualTo(OpenResult.NOT_AUTHENTIC);
    assertThat(session.isExhausted()).isTrue();
    assertThat(pair.acceptor().open(packet)).isEqualTo(OpenResult.NOT_AUTHENTIC);
  }

  @Test
  void limitsAreAboveZero() {
    assertThatThrownBy(() -> new RekeyLimits(Duration.ZERO, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RekeyLimits(Duration.ofSeconds(-1), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RekeyLimits(Duration.ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
