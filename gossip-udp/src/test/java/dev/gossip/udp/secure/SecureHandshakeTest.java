package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.link.LinkTransitions;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests handshakes whose datagrams are forged, lost, late, early or repeated. */
class SecureHandshakeTest {
  private static final long SEED = 20260807;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  private void dial() {
    alice.dial(bob);
    lab.run(Duration.ofSeconds(2));
  }

  private void assertLinked() {
    assertThat(alice.notifications)
        .as("seed %d", SEED)
        .containsExactly("up OUTBOUND " + bob.address);
    assertThat(bob.notifications)
        .as("seed %d", SEED)
        .containsExactly("up INBOUND " + alice.address);
    alice.send("to bob");
    bob.send("to alice");
    lab.run(SECOND);
    assertThat(bob.texts()).endsWith("to bob");
    assertThat(alice.texts()).endsWith("to alice");
  }

  /** Loses the first datagrams of a type. */
  private void lose(int type, int count) {
    int[] lost = {0};
    lab.wire =
        datagram -> datagram.type() == type && lost[0]++ < count ? List.of() : List.of(datagram);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 3", "3, 3", "4, 3"})
  void lostDatagramsOfEveryTypeAreRepeated(int type, int count) {
    lose(type, count);
    dial();

    assertLinked();
  }

  @Test
  void dialWhoseFinishNeverArrivesEndsAtBothEnds() {
    lose(SecureDatagrams.FINISH, Integer.MAX_VALUE);
    dial();
    lab.run(Duration.ofSeconds(4));

    assertThat(alice.notifications)
        .containsExactly(
            "up OUTBOUND " + bob.address, "down SILENT: it did not confirm the end of the dial");
    assertThat(bob.notifications).isEmpty();
    assertThat(bob.halfOpenLinks()).isZero();
    assertThat(bob.pending("half-open")).isZero();
  }

  /**
   * Puts forged datagrams of a type in front of each genuine one. They differ from it in one bit.
   */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 12",
    "2, 10, 12",
    "3, 1, 12",
    "3, 3, 12",
    "3, 3, 44",
    "3, 3, 92",
    "4, 1, 12",
    "4, 3, 12",
    "4, 3, 60"
  })
  void forgedDatagramsInFrontOfTheGenuineOneChangeNothing(int type, int count, int fromByte) {
    alice.offloadDelay = Duration.ofMillis(2);
    bob.offloadDelay = Duration.ofMillis(2);
    lab.wire =
        datagram -> {
          List<Datagram> carried = new ArrayList<>();
          for (int i = 0; i < count && datagram.type() == type; i++) {
            byte[] forged = datagram.bytes().clone();
            int at = fromByte + random.nextInt(forged.length - fromByte);
            forged[at] ^= (byte) (1 << random.nextInt(8));
            carried.add(datagram.with(forged));
          }
          carried.add(datagram);
          return carried;
        };
    dial();

    assertLinked();
    assertThat(alice.upNanos())
        .as("without a repetition")
        .isLessThan(1_000_000_000L + Duration.ofMillis(250).toNanos());
  }

  @Test
  void dialGetsAnotherCookieAfterAForgedOne() {
    int[] retries = {0};
    lab.wire =
        datagram -> {
          if (datagram.type() != SecureDatagrams.RETRY || retries[0]++ > 2) {
            return List.of(datagram);
          }
          byte[] forged = datagram.bytes().clone();
          forged[SecureDatagrams.RETRY_BYTES - 1] ^= 1;
          return List.of(datagram.with(forged));
        };
    dial();

    assertLinked();
    assertThat(retries[0]).as("a bad cookie gets a new one").isEqualTo(4);
  }

  /** An answer for another dial does not fit, though every byte of it is genuine. */
  @Test
  void answersOfAnEarlierDialAreNotUsed() {
    List<Datagram> answers = new ArrayList<>();
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.ANSWER) {
            answers.add(datagram);
            return List.of();
          }
          return List.of(datagram);
        };
    dial();
    assertThat(alice.notifications).singleElement().asString().startsWith("failed");
    alice.notifications.clear();
    lab.wire =
        datagram -> {
          if (datagram.type() != SecureDatagrams.ANSWER) {
            return List.of(datagram);
          }
          byte[] stale = answers.get(0).bytes().clone();
          System.arraycopy(datagram.bytes(), 4, stale, 4, Long.BYTES);
          return List.of(datagram.with(stale), datagram);
        };
    dial();

    assertLinked();
    assertThat(alice.dropsOf(DropReason.BAD_HANDSHAKE)).isPositive();
  }

  @Test
  void initOfAnEarlierDialDoesNotDisturbTheNext() {
    List<Datagram> inits = new ArrayList<>();
    lab.wire =
        datagram -> {
          if (datagram.type() == SecureDatagrams.INIT && !isBlank(datagram)) {
            inits.add(datagram);
          }
          return datagram.type() == SecureDatagrams.ANSWER ? List.of() : List.of(datagram);
        };
    dial();
    alice.notifications.clear();
    Datagram old = inits.get(0);
    long start = lab.nowNanos();
    lab.wire =
        datagram ->
            datagram.type() == SecureDatagrams.ANSWER
                ? List.of(datagram, old.after(Duration.ofMillis(1)))
                : List.of(datagram);
    dial();

    assertLinked();
    assertThat(bob.upNanos() - start)
        .as("the first finish finds its handshake")
        .isEqualTo(5 * SecureLab.DELAY.toNanos());
  }

  private static boolean isBlank(Datagram init) {
    return ByteBuffer.wrap(init.bytes()).getInt(SecureDatagrams.COOKIE_OFFSET) == 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 30, 100})
  void dataThatOvertakesTheFinishIsDelivered(int offloadMillis) {
    bob.offloadDelay = Duration.ofMillis(offloadMillis);
    alice.dial(bob);
    while (alice.up.isEmpty()) {
      lab.run(Duration.ofMillis(1));
    }
    for (int i = 0; i < 8; i++) {
      alice.send("early " + i);
    }
    lab.run(Duration.ofSeconds(2));

    assertThat(bob.texts()).hasSize(8);
    assertLinked();
  }

  @Test
  void earlyDataIsBounded() {
    bob.offloadDelay = Duration.ofMillis(100);
    alice.dial(bob);
    while (alice.up.isEmpty()) {
      lab.run(Duration.ofMillis(1));
    }
    for (int i = 0; i < 50; i++) {
      alice.send("early " + i);
    }
    lab.run(Duration.ofSeconds(2));

    assertThat(bob.texts()).hasSize(8);
    assertThat(bob.dropsOf(DropReason.BEFORE_ACCEPT)).isEqualTo(42);
    assertLinked();
  }

  @Test
  void repeatedFinishIsAnsweredUntilTheDialerHasHeardSomething() {
    lab.wire =
        datagram ->
            datagram.type() == SecureDatagrams.FINISH
                ? List.of(datagram, datagram.after(Duration.ofMillis(40)))
                : List.of(datagram);
    dial();

    assertLinked();
    assertThat(lab.log.stream().filter(d -> d.type() == SecureDatagrams.FINISH).count())
        .isLessThanOrEqualTo(2);
  }

  @Test
  void cookieOfTheSecretBeforeIsStillGood() {
    List<Datagram> inits = new ArrayList<>();
    lab.wire =
        datagram -> {
          boolean isProven = datagram.type() == SecureDatagrams.INIT && !isBlank(datagram);
          if (isProven) {
            inits.add(datagram);
          }
          return isProven ? List.of() : List.of(datagram);
        };
    for (int i = 0; i < 3; i++) {
      dial();
    }
    lab.wire = List::of;
    for (int i = 0; i < 3; i++) {
      lab.run(Duration.ofSeconds(55));
      lab.log.clear();
      // Each dial has repeated its init: one of another dial, since an init pays only once.
      lab.deliver(inits.get(i * inits.size() / 3));
      lab.run(Duration.ofMillis(100));
      // Made in the first secret's time: good until the second one is the one before.
      boolean isOld = lab.nowNanos() > 121_000_000_000L;
      assertThat(lab.log)
          .extracting(Datagram::type)
          .containsExactly(isOld ? SecureDatagrams.RETRY : SecureDatagrams.ANSWER);
    }
  }

  @Test
  void dialsGoOnAcrossChangesOfTheCookieSecret() {
    for (int i = 0; i < 40; i++) {
      lab.run(Duration.ofMillis(9_995));
      dial();
      assertLinked();
      alice.close();
      lab.run(SECOND);
      alice.notifications.clear();
      bob.notifications.clear();
    }
  }

  @Test
  void fullNodeRefusesWithAReason() {
    bob.restart(Map.of("max-links", "1"));
    SecureEnd carol = lab.end("203.0.113.9:5000");
    carol.dial(bob);
    lab.run(SECOND);
    dial();

    assertThat(alice.notifications)
        .containsExactly(
            "up OUTBOUND " + bob.address, "down REFUSED_BY_PEER: " + LinkTransitions.NO_ROOM);
    assertThat(bob.notifications).containsExactly("up INBOUND " + carol.address);
    assertThat(bob.dropsOf(DropReason.TOO_MANY_LINKS)).isEqualTo(1);
    assertThat(bob.halfOpenLinks()).isZero();
  }

  @Test
  void acceptorThatDoesNotWantTheNodeSaysSo() {
    bob.refused.add(alice.id);
    dial();

    assertThat(alice.notifications)
        .containsExactly("up OUTBOUND " + bob.address, "down REFUSED_BY_PEER: it is not wanted");
    assertThat(bob.notifications).isEmpty();
    assertThat(bob.dropsOf(DropReason.UNWANTED_NODE)).isEqualTo(1);
  }

  @Test
  void dialerThatDoesNotWantTheNodeSaysSo() {
    alice.refused.add(bob.id);
    dial();

    assertThat(alice.notifications)
        .singleElement()
        .asString()
        .contains("refused " + bob.address, "this node accepts no link with node " + bob.id.hex());
    assertThat(bob.notifications)
        .singleElement()
        .asString()
        .contains("refused " + alice.address, alice.id.hex(), "accepts no link with this node");
    assertThat(bob.halfOpenLinks()).isZero();
  }
}
