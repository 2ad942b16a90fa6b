package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests links whose address changes at one end, because a NAT forgets its mapping. */
class AddressChangeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int DUE_MILLIS = 50;
  private static final PeerAddress NEW = PeerAddress.parse("203.0.113.1:6000");
  private static final PeerAddress THIRD = PeerAddress.parse("192.0.2.66:6666");

  private final SecureLab lab = new SecureLab(20260806);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");
  private int sent;

  @BeforeEach
  void link() {
    alice.dial(bob);
    lab.run(SECOND);
  }

  private void exchange(Duration duration) {
    for (long i = 0; i < duration.toMillis() / DUE_MILLIS; i++) {
      alice.send("from alice " + sent);
      bob.send("from bob " + sent++);
      lab.run(Duration.ofMillis(DUE_MILLIS));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 12", "10, 12", "75, 15", "150, 20"})
  void atMostASecondOfFramesIsLostWhenTheAddressChanges(int delayMillis, int maxLost) {
    lab.wire = datagram -> List.of(datagram.after(Duration.ofMillis(delayMillis)));
    lab.run(Duration.ofSeconds(3));
    exchange(SECOND);
    lab.move(alice, NEW);
    exchange(Duration.ofSeconds(10));
    lab.run(SECOND);

    assertThat(bob.texts()).as("frames from the end that moves").hasSize(sent);
    assertThat(alice.texts())
        .as("frames to the end that moves")
        .doesNotHaveDuplicates()
        .hasSizeBetween(sent - Math.min(maxLost, 1000 / DUE_MILLIS), sent - 1);
    assertThat(bob.notifications).containsExactly("up INBOUND 203.0.113.1:5000", "moved " + NEW);
    assertThat(alice.notifications).hasSize(1);
  }

  /** A busy link is never pinged, so nothing else shows that the new path is slower. */
  @ParameterizedTest
  @CsvSource({"10, 130", "10, 400", "130, 130", "260, 260", "200, 10"})
  void busyLinkMovesToAPathOfAnotherLength(int beforeMillis, int afterMillis) {
    SecureLab other = new SecureLab(2);
    Duration before = Duration.ofMillis(beforeMillis);
    other.wire = datagram -> List.of(datagram.after(before));
    SecureEnd moving = other.end("203.0.113.1:5000");
    SecureEnd staying = other.end("198.51.100.2:5000");
    moving.dial(staying);
    other.run(before.multipliedBy(6));
    for (int i = 0; i < 300; i++) {
      if (i == 20) {
        other.move(moving, NEW);
        other.wire = datagram -> List.of(datagram.after(Duration.ofMillis(afterMillis)));
      }
      moving.send("a" + i);
      staying.send("b" + i);
      other.run(Duration.ofMillis(50));
    }
    other.run(SECOND);

    assertThat(staying.notifications).endsWith("moved " + NEW).hasSize(2);
    assertThat(moving.notifications).hasSize(1);
    assertThat(moving.texts()).contains("b299").hasSizeGreaterThan(300 - 4 * 20);
  }

  @Test
  void endThatOnlyReceivesLosesAtMostASecond() {
    int count = 200;
    for (int i = 0; i < count; i++) {
      if (i == 60) {
        lab.move(alice, NEW);
      }
      bob.send("b" + i);
      lab.run(Duration.ofMillis(50));
    }
    lab.run(SECOND);

    assertThat(bob.notifications).endsWith("moved " + NEW).hasSize(2);
    assertThat(alice.texts()).contains("b199").hasSizeGreaterThanOrEqualTo(count - 20);
  }

  /** The copies arrive first, so that every datagram seems to come from the copier. */
  @ParameterizedTest
  @CsvSource({"450, 0", "130, 0", "10, 5", "10, 10"})
  void copierOnASlowOrLossyPathDoesNotGetTheLink(int delayMillis, int lossPercent) {
    SecureLab other = new SecureLab(3);
    PeerAddress copier = new PeerAddress("192.0.2.66", 6666);
    Duration delay = Duration.ofMillis(delayMillis);
    other.wire = datagram -> List.of(datagram.after(delay));
    SecureEnd dialer = other.end("203.0.113.1:5000");
    SecureEnd dialed = other.end("198.51.100.2:5000");
    for (int i = 0; i < 5 && dialed.up.isEmpty(); i++) {
      dialer.dial(dialed);
      other.run(SECOND.multipliedBy(5));
    }
    other.wire =
        datagram -> {
          if (datagram.to().equals(copier)) {
            return List.of(datagram.toAddress(dialer.address).after(delay));
          }
          SecureLab.Datagram copy =
              datagram.fromAddress(copier).after(delay.minus(Duration.ofMillis(1)));
          boolean isLost = other.random.nextInt(100) < lossPercent;
          return datagram.from().equals(dialer.address)
              ? isLost ? List.of(copy) : List.of(copy, datagram.after(delay))
              : isLost ? List.of() : List.of(datagram.after(delay));
        };
    for (int i = 0; i < 6_000; i++) {
      dialer.send("a" + i);
      other.run(Duration.ofMillis(50));
    }

    assertThat(dialed.notifications).hasSize(1);
    assertThat(dialer.notifications).hasSize(1);
  }

  @Test
  void linkSurvivesAChangeWhileItIsIdle() {
    lab.move(alice, NEW);
    lab.run(Duration.ofSeconds(20));
    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.notifications).endsWith("moved " + NEW).hasSize(2);

    exchange(SECOND);
    assertThat(alice.texts()).hasSize(sent);
  }

  @Test
  void dialedEndThatMovesKeepsTheLink() {
    lab.move(bob, THIRD);
    exchange(Duration.ofSeconds(5));
    lab.run(SECOND);

    assertThat(alice.notifications).endsWith("moved " + THIRD).hasSize(2);
    assertThat(alice.texts()).hasSize(sent);
  }

  @Test
  void linkSurvivesManyChanges() {
    for (int i = 0; i < 20; i++) {
      lab.move(alice, new PeerAddress("203.0.113.1", 6000 + i));
      exchange(Duration.ofSeconds(3));
    }
    lab.run(SECOND);

    assertThat(bob.notifications).hasSize(21);
    assertThat(bob.texts()).hasSize(sent);
    assertThat(alice.texts()).doesNotHaveDuplicates().hasSizeGreaterThan(sent - 20 * 12);
  }

  /** A NAT that makes a new mapping for what goes out and still forwards by the old one. */
  @Test
  void linkStaysAtAnOldAddressThatStillAnswers() {
    PeerAddress old = alice.address;
    lab.wire =
        datagram -> List.of(datagram.from().equals(old) ? datagram.fromAddress(NEW) : datagram);
    exchange(Duration.ofSeconds(20));
    lab.run(SECOND);

    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.texts()).hasSize(sent);
  }

  @Test
  void linkSurvivesThatTheOldAddressAnswersOnceMoreAndThenNever() {
    PeerAddress old = alice.address;
    lab.wire =
        datagram -> List.of(datagram.from().equals(old) ? datagram.fromAddress(NEW) : datagram);
    exchange(SECOND);
    lab.wire = List::of;
    lab.move(alice, NEW);
    exchange(Duration.ofSeconds(10));
    lab.run(SECOND);

    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.notifications).endsWith("moved " + NEW).hasSize(2);
    assertThat(alice.texts()).hasSizeGreaterThan(sent - 3000 / DUE_MILLIS);
  }

  @Test
  void spoofedSourceThatDoesNotAnswerCannotRedirectALink() {
    lab.wire =
        datagram ->
            List.of(datagram.from().equals(alice.address) ? datagram.fromAddress(THIRD) : datagram);
    exchange(Duration.ofSeconds(20));
    lab.run(SECOND);

    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.notifications).hasSize(1);
    assertThat(alice.texts()).hasSize(sent);
  }

  @Test
  void spoofedSourceDoesNotGetALinkThatIsCutOff() {
    lab.wire =
        datagram ->
            datagram.from().equals(alice.address)
                ? List.of(datagram.fromAddress(THIRD))
                : List.of();
    exchange(Duration.ofSeconds(3));
    lab.wire = List::of;
    int lost = sent;
    exchange(SECOND);
    lab.run(SECOND);

    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.texts()).hasSize(sent - lost);
  }

  @Test
  void linkStaysAtItsAddressWhenOnePingIsLost() {
    boolean[] isLost = {false};
    lab.wire =
        datagram -> {
          if (datagram.to().equals(THIRD)) {
            return List.of(datagram.toAddress(alice.address));
          }
          boolean isPingToAlice =
              datagram.type() == SecureDatagrams.PING && datagram.to().equals(alice.address);
          if (isPingToAlice && !isLost[0]) {
            isLost[0] = true;
            return List.of();
          }
          return datagram.from().equals(alice.address)
              ? List.of(datagram.fromAddress(THIRD).after(Duration.ofMillis(1)), datagram)
              : List.of(datagram);
        };
    exchange(SECOND);

    assertThat(isLost[0]).isTrue();
    assertThat(bob.notifications).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void atMostOneMoveIsCheckedInASecond(boolean oneAddress) {
    int[] next = {0};
    lab.wire =
        datagram -> {
          PeerAddress other = new PeerAddress("192.0.2.66", oneAddress ? 1 : 1 + next[0]++ % 99);
          return datagram.from().equals(alice.address)
              ? List.of(datagram.fromAddress(other).after(Duration.ofMillis(1)), datagram)
              : List.of(datagram);
        };
    exchange(Duration.ofSeconds(10));

    assertThat(lab.log.stream().filter(AddressChangeTest::isPingElsewhere).count())
        .isBetween(1L, 11L);
    assertThat(bob.notifications).hasSize(1);
  }

  private static boolean isPingElsewhere(Datagram datagram) {
    return datagram.to().host().equals("192.0.2.66") && datagram.type() == SecureDatagrams.PING;
  }

  @Test
  void anotherNodeMayDialFromTheOldAddress() {
    PeerAddress old = alice.address;
    lab.move(alice, NEW);
    exchange(Duration.ofSeconds(2));
    SecureEnd carol = lab.end(old.toString(), 77);
    carol.dial(bob);
    exchange(Duration.ofSeconds(10));
    lab.run(SECOND);

    assertThat(bob.up).hasSize(2);
    assertThat(bob.peers.values()).containsExactlyInAnyOrder(alice.id, carol.id);
    assertThat(alice.notifications).hasSize(1);
    assertThat(carol.notifications).hasSize(1);
  }

  @Test
  void linkThatHasMovedLeavesItsPlaceWhenItEnds() {
    SecureEnd full = lab.end("192.0.2.9:5000");
    full.restart(Map.of("max-links", "1"));
    alice.close();
    lab.run(SECOND);
    for (int i = 0; i < 3; i++) {
      alice.dial(full);
      lab.run(SECOND);
      lab.move(alice, new PeerAddress("203.0.113.1", 6000 + i));
      lab.run(Duration.ofSeconds(5));
      assertThat(full.notifications).endsWith("moved " + alice.address);
      alice.close();
      lab.run(SECOND);
      assertThat(full.up).isEmpty();
    }
  }

  @Test
  void movedNodeThatStartsAgainReplacesItsLink() {
    lab.move(alice, NEW);
    exchange(Duration.ofSeconds(2));
    alice.restart(Map.of());
    alice.dial(bob);
    lab.run(SECOND);

    assertThat(bob.up).hasSize(1);
    assertThat(bob.notifications).contains("down RESTARTED: it started again");
  }

  /** A NAT gives the address of a node that is gone to another one. */
  @Test
  void linkThatMovesToTheAddressOfAnotherLeavesItsOldOne() {
    PeerAddress old = alice.address;
    SecureEnd carol = lab.end("203.0.113.3:5000");
    carol.dial(bob);
    lab.run(SECOND);
    lab.move(carol, PeerAddress.parse("203.0.113.4:5000"));
    lab.wire = datagram -> datagram.from().equals(carol.address) ? List.of() : List.of(datagram);
    lab.move(alice, PeerAddress.parse("203.0.113.3:5000"));
    exchange(Duration.ofMillis(700));
    assertThat(bob.notifications).endsWith("moved " + alice.address);
    assertThat(bob.up).hasSize(2);
    SecureEnd dave = lab.end(old.toString(), 78);
    bob.dial(dave);
    lab.run(SECOND);
    assertThat(bob.peers).containsValue(dave.id);

    lab.run(Duration.ofSeconds(8));
    assertThat(bob.peers.values()).containsExactlyInAnyOrder(alice.id, dave.id);
    lab.log.clear();
    bob.dial(alice);
    lab.run(SECOND);
    assertThat(bob.notifications).endsWith("same " + alice.address);
    assertThat(lab.log).as("it is known there").noneMatch(d -> d.type() == SecureDatagrams.INIT);
  }
}
