package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.udp.datagram.SecureDatagrams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecureLinkTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(1);
  private final SecureEnd alice = lab.end("203.0.113.1:5000");
  private final SecureEnd bob = lab.end("198.51.100.2:5000");

  @Test
  void linkComesUpAfterTwoRoundTripsAndTwoAndAHalf() {
    long start = lab.nowNanos();
    alice.dial(bob);
    lab.run(SECOND);

    assertThat(alice.notifications).containsExactly("up OUTBOUND 198.51.100.2:5000");
    assertThat(bob.notifications).containsExactly("up INBOUND 203.0.113.1:5000");
    assertThat(alice.upNanos() - start).isEqualTo(4 * SecureLab.DELAY.toNanos());
    assertThat(bob.upNanos() - start).isEqualTo(5 * SecureLab.DELAY.toNanos());
  }

  @Test
  void framesTravelInBothDirections() {
    link();
    alice.send("to bob");
    bob.send("to alice");
    lab.run(SECOND);

    assertThat(bob.texts()).containsExactly("to bob");
    assertThat(alice.texts()).containsExactly("to alice");
  }

  @Test
  void frameSentTogetherWithTheFinishIsDelivered() {
    alice.dial(bob);
    lab.schedule(SecureLab.DELAY.multipliedBy(4), () -> {});
    lab.wire =
        datagram ->
            datagram.type() == SecureDatagrams.FINISH
                ? List.of(datagram.after(SecureLab.DELAY))
                : List.of(datagram);
    lab.run(SecureLab.DELAY.multipliedBy(4));
    alice.send("early");
    lab.run(SECOND);

    assertThat(bob.texts()).containsExactly("early");
  }

  @Test
  void linkSurvivesSilenceByPings() {
    link();
    lab.run(Duration.ofMinutes(1));

    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.stats().roundTrip()).contains(SecureLab.DELAY.multipliedBy(2));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "700, false", "1400, false", "1950, false", "0, true", "1400, true"})
  void peerThatIsKilledIsDownWithinDownAfter(int phaseMillis, boolean isSending) {
    link();
    lab.run(Duration.ofSeconds(3).plusMillis(phaseMillis));
    lab.wire = datagram -> List.of();
    long killedNanos = lab.nowNanos();
    while (!alice.up.isEmpty() && lab.nowNanos() - killedNanos < Duration.ofMinutes(1).toNanos()) {
      if (isSending) {
        alice.send("nobody hears this");
      }
      lab.run(Duration.ofMillis(50));
    }

    // The last answer to a ping is up to 2 s older than the kill.
    assertThat(Duration.ofNanos(lab.nowNanos() - killedNanos))
        .isBetween(Duration.ofSeconds(4), Duration.ofMillis(6_100));
  }

  @Test
  void crossingDialsEndInOneLink() {
    alice.dial(bob);
    bob.dial(alice);
    lab.run(SECOND);

    assertThat(alice.notifications).containsExactly("up OUTBOUND 198.51.100.2:5000");
    assertThat(bob.notifications).containsExactly("up OUTBOUND 203.0.113.1:5000");
    alice.send("one");
    bob.send("two");
    lab.run(SECOND);
    assertThat(bob.texts()).containsExactly("one");
    assertThat(alice.texts()).containsExactly("two");
  }

  @Test
  void restartedNodeReplacesItsOldSessionAfterItsFinish() {
    link();
    alice.restart(Map.of());
    alice.dial(bob);
    lab.run(SECOND);

    assertThat(bob.notifications)
        .containsExactly(
            "up INBOUND 203.0.113.1:5000",
            "down RESTARTED: it started again",
            "up INBOUND 203.0.113.1:5000");
    alice.send("again");
    lab.run(SECOND);
    assertThat(bob.texts()).containsExactly("again");
  }

  @Test
  void linkToANodeThatHasRestartedGoesDownAfterAPing() {
    link();
    alice.restart(Map.of());
    lab.run(Duration.ofSeconds(4));

    assertThat(bob.up).isEmpty();
  }

  @Test
  void unexpectedIdIsRefusedAndNamedAtBothEnds() {
    alice.transport().dial(bob.address, Optional.of(alice.id));
    lab.run(SECOND.multipliedBy(2));

    assertThat(alice.notifications)
        .singleElement()
        .asString()
        .contains("refused", bob.id.hex(), alice.id.hex());
    assertThat(bob.notifications)
        .singleElement()
        .asString()
        .contains("refused", bob.id.hex(), alice.id.hex());
  }

  @Test
  void dialOfOneselfIsNoticed() {
    alice.dial(alice);
    lab.run(SECOND.multipliedBy(2));

    assertThat(alice.notifications).containsExactly("self 203.0.113.1:5000");
  }

  @Test
  void nodesWithOneKeyNameEachOther() {
    SecureEnd one = lab.end("203.0.113.7:1", 7);
    SecureEnd copy = lab.end("203.0.113.8:1", 7);
    one.dial(copy);
    lab.run(SECOND);

    String text =
        "it has the same key as this node, so the same id; give each node a key of its own";
    assertThat(one.notifications)
        .singleElement()
        .asString()
        .startsWith("refused " + copy.address + ": " + text);
    assertThat(copy.notifications)
        .singleElement()
        .asString()
        .startsWith("refused " + one.address + ": " + text);
    assertThat(one.up).isEmpty();
    assertThat(copy.up).isEmpty();
  }

  @Test
  void secondAddressOfALinkedNodeEndsInTheSameLink() {
    link();
    PeerAddress second = PeerAddress.parse("198.51.100.3:5000");
    lab.wire =
        datagram ->
            datagram.to().equals(second)
                ? List.of(datagram.toAddress(bob.address))
                : List.of(datagram);
    alice.transport().dial(second, Optional.empty());
    lab.run(SECOND);

    assertThat(alice.notifications).endsWith("same 198.51.100.3:5000").hasSize(2);
    assertThat(bob.notifications).hasSize(1);
  }

  @Test
  void linkMovesToTheNewAddressOfItsPeer() {
    link();
    lab.move(alice, PeerAddress.parse("203.0.113.1:6000"));
    alice.send("from elsewhere");
    lab.run(SECOND);
    bob.send("to elsewhere");
    lab.run(SECOND);

    assertThat(bob.notifications).endsWith("moved 203.0.113.1:6000").hasSize(2);
    assertThat(alice.texts()).containsExactly("to elsewhere");
  }

  @Test
  void copierThatIsFasterThanTheOriginalDoesNotMoveTheLink() {
    link();
    PeerAddress copier = PeerAddress.parse("192.0.2.66:6666");
    lab.wire =
        datagram ->
            datagram.to().equals(copier)
                ? List.of(datagram.toAddress(alice.address))
                : List.of(
                    datagram, datagram.fromAddress(copier).after(SecureLab.DELAY.dividedBy(2)));
    for (int i = 0; i < 20; i++) {
      alice.send("a" + i);
      bob.send("b" + i);
      lab.run(Duration.ofMillis(300));
    }

    assertThat(bob.notifications).hasSize(1);
    assertThat(alice.notifications).hasSize(1);
    assertThat(bob.texts()).hasSize(20).doesNotHaveDuplicates();
    assertThat(alice.texts()).hasSize(20).doesNotHaveDuplicates();
    assertThat(bob.dropsOf(DropReason.REPLAYED_DATAGRAM)).isPositive();
  }

  @Test
  void forgedResetsDoNotEndALink() {
    link();
    byte[] reset = new byte[SecureDatagrams.RESET_BYTES];
    byte[] data = lastData();
    System.arraycopy(data, 0, reset, 0, reset.length);
    reset[3] = SecureDatagrams.RESET;
    for (int i = 0; i < 50; i++) {
      lab.deliver(new SecureLab.Datagram(bob.address, alice.address, reset, SecureLab.DELAY));
      lab.run(Duration.ofMillis(200));
    }

    assertThat(alice.notifications).hasSize(1);
  }

  private byte[] lastData() {
    alice.send("x");
    return lab.log.get(lab.log.size() - 1).bytes();
  }

  private void link() {
    alice.dial(bob);
    lab.run(SECOND);
  }
}
