package dev.gossip.reputation;

import static dev.gossip.reputation.TestNode.author;
import static dev.gossip.reputation.TestNode.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Peer PEER = peer(1);

  @ParameterizedTest
  @CsvSource({
    "PAYLOAD, payload-bytes-per-second, payload-burst-bytes",
    "CONTROL, control-bytes-per-second, control-burst-bytes",
    "SIGNATURE_CHECK, signature-checks-per-second, signature-check-burst",
  })
  void eachKindOfWorkHasItsOwnBurstAndRate(Cost cost, String perSecond, String burst) {
    TestNode node = TestNode.with(perSecond, "300", burst, "1200").up(PEER);

    node.advance(Duration.ofMinutes(1));
    assertThat(node.countAdmitted(PEER, cost, 1)).isEqualTo(1_200);
    assertThat(node.advance(SECOND).countAdmitted(PEER, cost, 1)).isEqualTo(300);
    assertThat(node.advance(Duration.ofMinutes(10)).countAdmitted(PEER, cost, 1)).isEqualTo(1_200);
    for (Cost other : Cost.values()) {
      assertThat(node.admits(PEER, other, 1)).as("%s", other).isEqualTo(other != cost);
    }
  }

  @Test
  void malformedFrameCostsTwoMillisecondsOfTheByteBudgets() {
    TestNode node =
        TestNode.with("payload-bytes-per-second", "600000", "payload-burst-bytes", "6000").up(PEER);
    node.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      node.malformed(PEER);
    }
    assertThat(node.countAdmitted(PEER, Cost.PAYLOAD, 1)).isEqualTo(6_000 - 4 * 1_200);

    // However many there are, the debt is at most one of them.
    for (int i = 0; i < 1_000; i++) {
      node.malformed(PEER);
    }
    assertThat(node.advance(Duration.ofMillis(2)).admits(PEER, Cost.PAYLOAD, 1)).isFalse();
    assertThat(node.advance(Duration.ofMillis(1)).countAdmitted(PEER, Cost.PAYLOAD, 1))
        .isEqualTo(600);
    assertThat(node.admits(PEER, Cost.SIGNATURE_CHECK, 1)).isTrue();
  }

  @Test
  void refusedFrameDoesNotReduceTheBudget() {
    TestNode node = TestNode.with("payload-burst-bytes", "2000").up(PEER);

    assertThat(node.admits(PEER, Cost.PAYLOAD, 1_500)).isTrue();
    assertThat(node.admits(PEER, Cost.PAYLOAD, 501)).isFalse();
    assertThat(node.admits(PEER, Cost.PAYLOAD, 500)).isTrue();
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1)).isFalse();
  }

  /** The rate of six nodes at full speed over loopback, with frames of 280 bytes. */
  @Test
  void defaultRateAdmitsAnHonestPeerAtFullSpeed() {
    TestNode node = TestNode.with().up(PEER);

    for (int millis = 0; millis < 10_000; millis++) {
      node.advance(Duration.ofMillis(1));
      for (int i = 0; i < 170; i++) {
        assertThat(node.admits(PEER, Cost.PAYLOAD, 280)).as("at %d ms", millis).isTrue();
      }
    }
  }

  @Test
  void defaultBurstAdmitsAFullSocketBuffer() {
    TestNode node = TestNode.with().up(PEER);

    for (int bytes = 0; bytes < 4 << 20; bytes += 280) {
      assertThat(node.admits(PEER, Cost.PAYLOAD, 280)).as("after %d bytes", bytes).isTrue();
    }
  }

  // ---- reconnecting --------------------------------------------------------------------------

  @Test
  void reconnectingPeerKeepsItsBudget() {
    TestNode node = TestNode.with("signature-checks-per-second", "10").up(PEER);
    node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1);

    node.down(PEER).advance(SECOND);
    Peer reconnected = new Peer(PEER.id(), Direction.OUTBOUND);
    node.up(reconnected);

    assertThat(node.countAdmitted(reconnected, Cost.SIGNATURE_CHECK, 1)).isEqualTo(10);
  }

  @Test
  void newPeerStartsWithATenthOfTheCheckBurst() {
    TestNode node =
        TestNode.with("signature-checks-per-second", "10", "signature-check-burst", "50").up(PEER);

    assertThat(node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(5);
    assertThat(node.advance(SECOND).countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(10);
    node.advance(Duration.ofMinutes(1));
    assertThat(node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(50);
  }

  @Test
  void newPeerGetsOneCheckWithTheSmallestBurst() {
    TestNode node = TestNode.with("signature-check-burst", "1").up(PEER);

    assertThat(node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(1);
  }

  @Test
  void eachNewIdGetsATenthOfTheCheckBurst() {
    TestNode node = TestNode.with("signature-check-burst", "1000");
    int checks = 0;
    for (int i = 1; i <= 20; i++) {
      node.up(peer(i));
      checks += node.countAdmitted(peer(i), Cost.SIGNATURE_CHECK, 1);
      node.down(peer(i));
    }

    assertThat(checks).isEqualTo(20 * 100);
  }

  @Test
  void budgetUnderAnIdThatIsNotProvenEndsWithTheLink() {
    for (boolean isProven : List.of(true, false)) {
      TestNode node = isProven ? TestNode.with() : TestNode.withClaimedIds();
      node.up(PEER);
      int first = node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1);
      node.down(PEER).up(PEER);

      assertThat(node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(isProven ? 0 : first);
    }
  }

  @Test
  void departedPeerWithARecoveredBudgetIsEvicted() {
    PeerBudgets peers =
        new PeerBudgets(new Rate(10, 100), new Rate(10, 100), new Rate(10, 100), 1_000);
    for (int i = 0; i < 500; i++) {
      peers.peerUp(peer(i).id(), 0);
      peers.take(peer(i).id(), Cost.CONTROL, 50, 0);
      peers.peerDown(peer(i).id(), 0);
    }
    assertThat(peers.remembered()).isEqualTo(500);

    peers.peerDown(peer(0).id(), Duration.ofSeconds(5).toNanos());

    assertThat(peers.remembered()).isZero();
  }

  @Test
  void departedPeerWithAFullBudgetIsNotRemembered() {
    PeerBudgets peers = new PeerBudgets(new Rate(1, 9), new Rate(1, 9), new Rate(1, 9), 1_000);
    peers.peerUp(peer(1).id(), 0);
    peers.peerDown(peer(1).id(), 0);

    assertThat(peers.remembered()).isZero();
  }

  @Test
  void rememberedDepartedPeersAreBounded() {
    PeerBudgets peers = new PeerBudgets(new Rate(1, 9), new Rate(1, 9), new Rate(1, 9), 1_000);
    for (int i = 0; i < 100_000; i++) {
      peers.peerUp(peer(i).id(), 0);
      peers.take(peer(i).id(), Cost.PAYLOAD, 9, 0);
      peers.peerDown(peer(i).id(), 0);
    }

    assertThat(peers.remembered()).isEqualTo(1_000);
    peers.peerUp(peer(99_999).id(), 0);
    assertThat(peers.take(peer(99_999).id(), Cost.PAYLOAD, 1, 0))
        .as("the most recently departed peer")
        .isFalse();
  }

  // ---- authors -------------------------------------------------------------------------------

  @Test
  void authorHasABurstAndARatePerTopic() {
    TestNode node =
        TestNode.with("author-messages-per-second", "20", "author-burst-messages", "50");

    assertThat(node.countAccepted(author(1), "news")).isEqualTo(50);
    assertThat(node.countAccepted(author(1), "chat")).isEqualTo(50);
    assertThat(node.countAccepted(author(2), "news")).isEqualTo(50);
    assertThat(node.advance(SECOND).countAccepted(author(1), "news")).isEqualTo(20);
  }

  @Test
  void messageOverTheAuthorBudgetIsIgnoredNotRejected() {
    TestNode node = TestNode.with();
    node.countAccepted(author(1), "news");

    assertThat(node.judge(author(1), "news")).isEqualTo(Verdict.IGNORE);
  }

  @Test
  void unsignedMessagesAreNotLimited() {
    TestNode node = TestNode.with("author-burst-messages", "1");

    for (int i = 0; i < 1_000; i++) {
      assertThat(node.judge(AuthorId.NONE, "news")).isEqualTo(Verdict.ACCEPT);
    }
  }

  @Test
  void inventedTopicsDoNotIncreaseAnAuthorsBudget() {
    TestNode node =
        TestNode.with(
            "topics-per-author", "3",
            "author-burst-messages", "10",
            "author-messages-per-second", "10");

    int accepted = 0;
    for (int i = 0; i < 1_000; i++) {
      accepted += node.countAccepted(author(1), "topic " + i);
    }
    assertThat(accepted).isEqualTo(30);
    assertThat(node.advance(SECOND).countAccepted(author(1), "another")).isEqualTo(10);
  }

  @Test
  void rememberedAuthorsAreBounded() {
    AuthorBudgets authors = new AuthorBudgets(new Rate(1_000, 10), Duration.ZERO, 4, 1_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(authors.take(author(i), "news", i * 1_000_000L)).as("author %d", i).isTrue();
    }

    assertThat(authors.remembered()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void newAuthorsAreIgnoredWhileAllRememberedBudgetsAreSpent() {
    TestNode node =
        TestNode.with(
            "remembered-authors", "100",
            "author-burst-messages", "10",
            "author-messages-per-second", "1");
    for (int i = 0; i < 100; i++) {
      node.countAccepted(author(i), "news");
    }

    for (int i = 0; i < 100_000; i++) {
      assertThat(node.judge(author(1_000 + i), "news")).isEqualTo(Verdict.IGNORE);
    }
    assertThat(node.judge(author(0), "news"))
        .as("an author that has spent its budget")
        .isEqualTo(Verdict.IGNORE);
    assertThat(node.advance(SECOND).countAccepted(author(0), "news")).isEqualTo(1);
    node.advance(Duration.ofSeconds(10));
    assertThat(node.countAccepted(author(1_000), "news")).as("a new author, later").isEqualTo(10);
  }

  @Test
  void fullBudgetBehindSpentOnesIsEvictedToMakeRoom() {
    AuthorBudgets authors = new AuthorBudgets(new Rate(1, 10), Duration.ZERO, 4, 100);
    for (int i = 0; i < 100; i++) {
      for (int sent = 0; sent < (i < 50 ? 10 : 1); sent++) {
        assertThat(authors.take(author(i), "news", 0)).isTrue();
      }
    }
    long later = Duration.ofSeconds(2).toNanos();

    // Each failed attempt examines some more.
    int attempts = 1;
    while (!authors.take(author(1_000), "news", later)) {
      attempts++;
    }
    assertThat(attempts).isEqualTo(4);
  }
}
