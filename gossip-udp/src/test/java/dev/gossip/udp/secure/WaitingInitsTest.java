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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inits that wait until they are served. */
class WaitingInitsTest {
  private static final long SEED = 20261130;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  /** Gets a cookie for an init and returns it with its cookie. */
  private Datagram proven(PeerAddress from) {
    byte[] init = RawInit.of(random);
    lab.log.clear();
    lab.deliver(new Datagram(from, bob.address, init, Duration.ZERO));
    lab.run(Duration.ZERO);
    byte[] retry = lab.log.get(0).bytes();
    lab.log.clear();
    return new Datagram(from, bob.address, RawInit.withCookie(init, retry), Duration.ZERO);
  }

  private long answersTo(Datagram init) {
    return lab.log.stream()
        .filter(d -> d.type() == SecureDatagrams.ANSWER && d.to().equals(init.from()))
        .count();
  }

  @Test
  void requestThatWaitedDoesNotMakeSpentCookiesGoodAgain() {
    bob.restart(Map.of());
    Datagram late = proven(PeerAddress.parse("192.0.2.7:7"));
    lab.run(Duration.ofSeconds(60));
    Datagram spent = proven(PeerAddress.parse("192.0.2.8:8"));
    lab.deliver(spent);
    lab.run(Duration.ofSeconds(58));
    lab.log.clear();
    lab.deliver(spent);
    lab.run(SECOND);
    assertThat(answersTo(spent)).as("its cookie is spent").isZero();
    for (int i = 0; i < 2000; i++) {
      lab.deliver(proven(new PeerAddress("10.0." + i / 250 + "." + i % 250, 5000)));
    }
    lab.run(Duration.ofMillis(900));
    lab.deliver(late);
    lab.run(Duration.ofMillis(150));
    alice.dial(bob);
    lab.run(Duration.ofSeconds(15));
    lab.log.clear();
    lab.deliver(spent);
    lab.run(SECOND);

    assertThat(answersTo(spent)).isZero();
  }

  @Test
  void initThatAnotherOneReplacesWhileItWaitsIsCounted() {
    List<Datagram> inits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inits.add(proven(new PeerAddress("10.0.0." + i, 5000)));
    }
    inits.add(proven(PeerAddress.parse("203.0.113.7:5000")));
    inits.add(proven(PeerAddress.parse("203.0.113.8:5000")));
    inits.forEach(lab::deliver);
    lab.run(SECOND);

    assertThat(lab.log.stream().filter(d -> d.type() == SecureDatagrams.ANSWER)).hasSize(21);
    assertThat(bob.dropsOf(DropReason.HANDSHAKE_LIMIT)).isEqualTo(1);
  }

  @Test
  void initsThatHaveWaitedForTooLongAreCounted() {
    List<Datagram> inits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inits.add(proven(new PeerAddress("10.0.0." + i, 5000)));
    }
    bob.offloadDelay = Duration.ofSeconds(30);
    inits.forEach(lab::deliver);
    lab.run(Duration.ofSeconds(31));

    assertThat(bob.dropsOf(DropReason.HANDSHAKE_LIMIT))
        .as("all but the eight whose answers are calculated at the same time")
        .isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 8})
  void initsThatWaitedDoNotUseUpTheStack(int seconds) {
    bob.worksInline = true;
    List<Datagram> inits = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      inits.add(proven(new PeerAddress("10.0." + i / 250 + "." + i % 250, 5000)));
    }
    bob.lateBy = Duration.ofSeconds(seconds);
    inits.forEach(lab::deliver);
    int[] deepest = {0};
    lab.wire =
        datagram -> {
          if (seconds == 1) {
            deepest[0] = Math.max(deepest[0], Thread.currentThread().getStackTrace().length);
          }
          return List.of();
        };
    lab.run(Duration.ofSeconds(9));

    assertThat(deepest[0]).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1000})
  void oneHostOfAPrivateNetworkKeepsNobodyOut(int initsPerSecond) {
    Map<Long, byte[]> inits = new HashMap<>();
    String host = "10.0.0.66";
    lab.wire =
        datagram -> {
          if (!datagram.to().host().equals(host)) {
            return List.of(datagram);
          }
          byte[] init = inits.remove(SecureDatagrams.connectionId(datagram.bytes()));
          if (init != null && datagram.type() == SecureDatagrams.RETRY) {
            byte[] proven = RawInit.withCookie(init, datagram.bytes());
            lab.deliver(new Datagram(datagram.to(), bob.address, proven, SecureLab.DELAY));
          }
          return List.of();
        };
    List<SecureEnd> newcomers = new ArrayList<>();
    int next = 0;
    for (int millis = 0; millis < 20_000; millis += 10) {
      for (int i = 0; i < initsPerSecond / 100; i++) {
        byte[] init = RawInit.of(random);
        inits.put(ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET), init);
        PeerAddress from = new PeerAddress(host, 1024 + next++ % 64_000);
        lab.deliver(new Datagram(from, bob.address, init, SecureLab.DELAY));
      }
      if (millis >= 8000 && millis % 500 == 0) {
        SecureEnd one = lab.end("198.51." + (1 + newcomers.size()) + ".1:5000");
        newcomers.add(one);
        one.dial(bob);
      }
      lab.run(Duration.ofMillis(10));
      lab.log.clear();
    }
    lab.run(Duration.ofSeconds(3));

    assertThat(newcomers.stream().filter(one -> one.up.size() == 1).count())
        .as("seed %d, of %d newcomers", SEED, newcomers.size())
        .isEqualTo(newcomers.size());
  }

  @Test
  void cookieOfAForgottenSecretIsSpentAndChangesNothing() {
    SpentCookies spent = new SpentCookies();
    List<byte[]> inits = new ArrayList<>();
    for (int secret = 1; secret <= 3; secret++) {
      byte[] init = RawInit.of(random);
      ByteBuffer.wrap(init)
          .putInt(SecureDatagrams.COOKIE_OFFSET, secret)
          .putLong(SecureDatagrams.COOKIE_OFFSET + 4, random.nextLong());
      inits.add(init);
      spent.add(init);
    }
    // A request with a cookie of the first secret has waited in HandshakeBudget until now.
    assertThat(spent.contains(inits.get(0))).isTrue();

    assertThat(spent.contains(inits.get(2))).isTrue();
    assertThat(spent.contains(inits.get(1))).isTrue();
  }
}
