package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has seen inits with their cookies, or has many, and sends them again. */
class RepeatedInitTest {
  private static final long SEED = 20260821;
  private static final Duration MILLI = Duration.ofMillis(1);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  /** Collects the inits with cookies of dials of which a type of datagrams is lost. */
  private List<Datagram> initsOfDials(int dials, int lostType) {
    Map<Long, Datagram> inits = new LinkedHashMap<>();
    lab.wire =
        datagram -> {
          boolean isProven = datagram.type() == SecureDatagrams.INIT && !isBlank(datagram);
          if (isProven) {
            inits.put(
                ByteBuffer.wrap(datagram.bytes())
                    .getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET),
                datagram);
          }
          boolean isLost =
              datagram.type() == lostType && (isProven || lostType != SecureDatagrams.INIT);
          return isLost ? List.of() : List.of(datagram);
        };
    for (int i = 0; i < dials; i++) {
      alice.dial(bob);
      lab.run(Duration.ofSeconds(2));
    }
    lab.run(Duration.ofSeconds(4));
    assertThat(bob.halfOpenLinks()).isZero();
    assertThat(inits).hasSize(dials);
    alice.notifications.clear();
    bob.drops.clear();
    lab.log.clear();
    lab.wire = List::of;
    return new ArrayList<>(inits.values());
  }

  private static boolean isBlank(Datagram init) {
    for (int i = 0; i < SecureDatagrams.COOKIE_BYTES; i++) {
      if (init.bytes()[SecureDatagrams.COOKIE_OFFSET + i] != 0) {
        return false;
      }
    }
    return true;
  }

  private long sent(int type) {
    return lab.log.stream().filter(datagram -> datagram.type() == type).count();
  }

  /** Gets cookies for an init and returns it with its cookie, as if its sender received there. */
  private Datagram proven(PeerAddress from, byte[] init) {
    lab.log.clear();
    lab.deliver(new Datagram(from, bob.address, init, Duration.ZERO));
    lab.run(Duration.ZERO);
    byte[] retry = lab.log.get(0).bytes();
    lab.log.clear();
    return new Datagram(from, bob.address, RawInit.withCookie(init, retry), Duration.ZERO);
  }

  @Test
  void initsOfEarlierDialsDoNotDisplaceTheNext() {
    List<Datagram> old = initsOfDials(4, SecureDatagrams.ANSWER);
    long start = lab.nowNanos();
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.ANSWER) {
            old.forEach(init -> lab.deliver(init.after(MILLI)));
          }
          return List.of(datagram);
        };
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications)
        .as("seed %d", SEED)
        .containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.upNanos() - start).isEqualTo(5 * SecureLab.DELAY.toNanos());
    assertThat(sent(SecureDatagrams.ANSWER)).isEqualTo(1);
    assertThat(bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE)).isEqualTo(4);
  }

  @Test
  void initPaysForOneAgreementWhileItsCookieIsValid() {
    Datagram init = initsOfDials(1, SecureDatagrams.ANSWER).get(0);
    long answers = 0;
    for (int i = 0; i < 40; i++) {
      lab.deliver(init);
      lab.run(Duration.ofSeconds(4));
      answers += sent(SecureDatagrams.ANSWER);
    }

    assertThat(answers).isZero();
    assertThat(bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE)).isBetween(25, 30);
    assertThat(sent(SecureDatagrams.RETRY)).as("later on the cookie is not valid").isPositive();
  }

  @Test
  void threeInitsThatWereHeldBackDoNotDisplaceADial() {
    List<Datagram> heldBack = initsOfDials(3, SecureDatagrams.INIT);
    long start = lab.nowNanos();
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.ANSWER) {
            heldBack.forEach(init -> lab.deliver(init.after(MILLI)));
          }
          return List.of(datagram);
        };
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(bob.upNanos() - start).isEqualTo(5 * SecureLab.DELAY.toNanos());
  }

  @Test
  void oldestHandshakeOfAnAddressMakesRoom() {
    List<Datagram> heldBack = initsOfDials(4, SecureDatagrams.INIT);
    heldBack.subList(0, 3).forEach(lab::deliver);
    lab.run(SecureLab.DELAY.multipliedBy(2));
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.ANSWER) {
            lab.deliver(heldBack.get(3).after(MILLI));
          }
          return List.of(datagram);
        };
    long start = lab.nowNanos();
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(bob.upNanos() - start).isEqualTo(5 * SecureLab.DELAY.toNanos());
  }

  @Test
  void initThatHasPaidDoesNotUseUpTheBudgetOfItsGroup() {
    Datagram init = initsOfDials(1, SecureDatagrams.ANSWER).get(0);
    for (int i = 0; i < 100; i++) {
      lab.deliver(init);
    }
    lab.run(SecureLab.DELAY);
    assertThat(bob.dropsOf(DropReason.HANDSHAKE_LIMIT)).isZero();
    alice.dial(bob);
    lab.run(Duration.ofSeconds(1));

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
  }

  @Test
  void repeatedInitDoesNotPayAgainWithTheCookieOfTheNextSecret() {
    bob.restart(Map.of());
    byte[] blank = RawInit.of(random);
    PeerAddress from = new PeerAddress("203.0.113.7", 7);
    lab.run(Duration.ofSeconds(59));
    lab.deliver(proven(from, blank));
    lab.run(Duration.ofMillis(1500));
    Datagram next = proven(from, blank);
    lab.deliver(next);
    lab.run(Duration.ofSeconds(5));
    assertThat(bob.halfOpenLinks()).isZero();
    assertThat(sent(SecureDatagrams.ANSWER)).isEqualTo(1);
    lab.deliver(next);
    lab.run(Duration.ofSeconds(1));

    assertThat(sent(SecureDatagrams.ANSWER)).isEqualTo(1);
    assertThat(sent(SecureDatagrams.RETRY)).as("the cookie is valid").isZero();
  }

  @Test
  void linkWhoseFinishIsBeingReadIsNotDisplaced() {
    List<Datagram> heldBack = initsOfDials(8, SecureDatagrams.INIT);
    bob.offloadDelay = Duration.ofMillis(50);
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.FINISH) {
            heldBack.forEach(init -> lab.deliver(init.after(SecureLab.DELAY.plus(MILLI))));
            heldBack.clear();
          }
          return List.of(datagram);
        };
    long start = lab.nowNanos();
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications).containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.upNanos() - start)
        .isEqualTo(SecureLab.DELAY.multipliedBy(5).plusMillis(100).toNanos());
    assertThat(bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE))
        .as("results for links that were displaced")
        .isPositive();
  }

  @Test
  void fullTableKeepsALinkWhoseFinishIsBeingRead() {
    bob.restart(Map.of("max-half-open", "16"));
    List<Datagram> inits = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      inits.add(proven(new PeerAddress("10.0.1." + i % 250, 5000 + i), RawInit.of(random)));
    }
    bob.offloadDelay = Duration.ofMillis(50);
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.FINISH) {
            inits.forEach(init -> lab.deliver(init.after(SecureLab.DELAY.plus(MILLI))));
            inits.clear();
          }
          return List.of(datagram);
        };
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));

    assertThat(alice.notifications)
        .as("seed %d", SEED)
        .containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications).containsExactly("up INBOUND " + alice.address);
    assertThat(bob.dropsOf(DropReason.HALF_OPEN_REPLACED)).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 240})
  void repeatedInitGetsFewAnswers(int everyMillis) {
    Datagram init = proven(new PeerAddress("192.0.2.7", 7), RawInit.of(random));
    int count = 2400 / everyMillis;
    for (int i = 0; i < count; i++) {
      lab.deliver(init.after(MILLI.multipliedBy((long) everyMillis * i)));
    }
    lab.run(Duration.ofSeconds(1));
    long inASecond = sent(SecureDatagrams.ANSWER);
    lab.run(Duration.ofMillis(1500));
    long inAll = sent(SecureDatagrams.ANSWER);

    assertThat(inASecond).isEqualTo(everyMillis == 240 ? 5 : everyMillis == 30 ? 9 : 11);
    assertThat(inAll).isEqualTo(everyMillis == 240 ? 10 : 16);
    assertThat(bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE)).isEqualTo((int) (count - inAll));
  }

  @Test
  void finishOfALinkFromAnotherAddressIsCounted() {
    alice.dial(bob);
    lab.run(Duration.ofSeconds(1));
    Datagram finish =
        lab.log.stream().filter(d -> d.type() == SecureDatagrams.FINISH).findFirst().orElseThrow();
    int before = bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE);
    lab.deliver(finish.fromAddress(PeerAddress.parse("192.0.2.66:6666")));
    lab.run(Duration.ofSeconds(1));

    assertThat(bob.dropsOf(DropReason.UNEXPECTED_HANDSHAKE)).isEqualTo(before + 1);
  }

  @Test
  void initsWithABadKeyCostNothing() {
    for (int i = 0; i < 100; i++) {
      byte[] init = RawInit.of(random);
      for (int at = SecureDatagrams.EPHEMERAL_OFFSET; at < init.length; at++) {
        init[at] = 0;
      }
      lab.deliver(proven(new PeerAddress("203.0.113.7", 7 + i), init));
      lab.run(Duration.ZERO);
    }
    assertThat(bob.dropsOf(DropReason.BAD_HANDSHAKE)).isEqualTo(100);
    assertThat(bob.dropsOf(DropReason.HANDSHAKE_LIMIT)).isZero();
    alice.dial(bob);
    lab.run(Duration.ofSeconds(1));

    assertThat(alice.notifications)
        .as("a node of the same group")
        .containsExactly("up OUTBOUND " + bob.address);
  }

  @Test
  void spentCookiesAreBounded() {
    SpentCookies spent = new SpentCookies();
    int refused = 0;
    for (int i = 0; i < SpentCookies.MAX_PER_SECRET + 10; i++) {
      byte[] init = new byte[SecureDatagrams.INIT_BYTES];
      ByteBuffer.wrap(init).putLong(SecureDatagrams.COOKIE_OFFSET + 4, 1 + i);
      refused += spent.add(init) ? 0 : 1;
    }

    assertThat(refused).isEqualTo(10);
  }

  @Test
  void cookiesOfTheLatestTwoSecretsAreRemembered() {
    SpentCookies spent = new SpentCookies();
    List<byte[]> inits = new ArrayList<>();
    for (int secret : List.of(Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1)) {
      byte[] init = RawInit.of(random);
      ByteBuffer.wrap(init)
          .putInt(SecureDatagrams.COOKIE_OFFSET, secret)
          .putLong(SecureDatagrams.COOKIE_OFFSET + 4, random.nextLong());
      inits.add(init);
      assertThat(spent.contains(init)).isFalse();
      assertThat(spent.add(init)).isTrue();
      assertThat(inits.subList(Math.max(0, inits.size() - 2), inits.size()))
          .allMatch(spent::contains);
    }
  }
}
