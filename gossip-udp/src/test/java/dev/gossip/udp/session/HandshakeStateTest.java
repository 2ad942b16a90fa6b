package dev.gossip.udp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.noise.StaticKey;
import dev.gossip.udp.noise.TrafficCipher;
import dev.gossip.udp.noise.XxAcceptor;
import dev.gossip.udp.noise.XxDialer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the bounds of what one handshake may cost at either end. */
class HandshakeStateTest {
  private final SplittableRandom random = new SplittableRandom(20260810);
  private byte[] init = new byte[0];
  private SecureAccept accept = new SecureAccept(init, TrafficCipher.choose(true));
  private SecureDial dial = newDial();

  @BeforeEach
  void begin() throws Exception {
    init = RawInit.of(random);
    accept = new SecureAccept(init, TrafficCipher.choose(true));
    accept.handshake =
        new XxAcceptor(
            key(),
            key(),
            new byte[0],
            SecureDatagrams.tail(init, SecureDatagrams.EPHEMERAL_OFFSET),
            new byte[20]);
    dial = newDial();
  }

  private StaticKey key() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new StaticKey(secret);
  }

  private SecureDial newDial() {
    return new SecureDial(new XxDialer(key(), key(), new byte[0]), RawInit.of(random), 0);
  }

  private byte[] retry() {
    return RawInit.datagram(
        SecureDatagrams.VERSION, SecureDatagrams.RETRY, SecureDatagrams.RETRY_BYTES, random);
  }

  @Test
  void initWithAnotherCookieIsARepetition() {
    assertThat(accept.isRepeatedBy(RawInit.withCookie(init, retry()))).isTrue();
  }

  @Test
  void initWithAnyOtherDifferenceIsNoRepetition() {
    for (int i = 0; i < init.length; i++) {
      boolean isCookie = i >= SecureDatagrams.COOKIE_OFFSET && i < SecureDatagrams.EPHEMERAL_OFFSET;
      byte[] other = init.clone();
      other[i] ^= 1;
      assertThat(accept.isRepeatedBy(other)).as("byte %d differs", i).isEqualTo(isCookie);
    }
  }

  @Test
  void acceptorReadsFourFinishesAtATime() {
    for (int i = 0; i < 4; i++) {
      assertThat(accept.startReading()).isTrue();
    }
    assertThat(accept.startReading()).isFalse();
    accept.endReading();
    assertThat(accept.startReading()).isTrue();
  }

  @Test
  void acceptorReadsNoFinishBeforeItHasAnswered() {
    assertThat(new SecureAccept(init, TrafficCipher.choose(true)).startReading()).isFalse();
  }

  @Test
  void acceptorKeepsEightEarlyDatagramsWhileItReadsAFinish() {
    assertThat(accept.keepEarly(new byte[1])).isFalse();
    assertThat(accept.startReading()).isTrue();
    for (int i = 0; i < 8; i++) {
      assertThat(accept.keepEarly(new byte[1])).isTrue();
    }
    assertThat(accept.keepEarly(new byte[1])).isFalse();
    assertThat(accept.early()).hasSize(8);
  }

  @Test
  void dialerReadsFourAnswersAtATime() {
    for (int i = 0; i < 4; i++) {
      assertThat(dial.startReading()).isTrue();
    }
    assertThat(dial.startReading()).isFalse();
    dial.endReading();
    assertThat(dial.startReading()).isTrue();
  }

  @Test
  void dialerReadsNoAnswerWhileItWaitsForTheOtherDial() {
    dial.held = () -> {};

    assertThat(dial.startReading()).isFalse();
  }

  @Test
  void dialerTakesSixteenCookiesAndUsesTheLatest() {
    byte[] last = retry();
    for (int i = 0; i < 15; i++) {
      assertThat(dial.acceptCookie(retry(), i)).isTrue();
    }
    assertThat(dial.acceptCookie(last, 99)).isTrue();
    assertThat(dial.acceptCookie(retry(), 99)).isFalse();
    assertThat(dial.init).isEqualTo(RawInit.withCookie(dial.init, last));
  }

  @Test
  void onlyTheFirstCookieGivesADialMoreTime() {
    assertThat(dial.acceptCookie(retry(), 7)).isTrue();
    assertThat(dial.acceptCookie(retry(), 9)).isTrue();

    assertThat(dial.stepStartNanos).isEqualTo(7);
  }
}
