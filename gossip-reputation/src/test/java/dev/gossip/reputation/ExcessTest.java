package dev.gossip.reputation;

import static dev.gossip.reputation.TestNode.author;
import static dev.gossip.reputation.TestNode.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What rate limits report about the peers that carry the messages of an author over budget. */
class ExcessTest {
  private static final Peer SPAMMER = peer(2);

  /** Ten messages at once and one a second, as derived for a small network. */
  private static TestNode node() {
    return TestNode.with("author-messages-per-second", "1", "author-burst-messages", "10");
  }

  @Test
  void directSpammerIsReportedWithinTwoSeconds() {
    TestNode node = node();

    int sent = 0;
    while (node.takeReports().isEmpty()) {
      node.advance(Duration.ofMillis(5)).judge(author(1), "news", SPAMMER);
      sent++;
    }

    // 10 + 1 a second are accepted, and 10 + 1 a second for 5 minutes may be a backlog.
    assertThat(sent).isBetween(320, 325);
    node.judge(author(1), "news", SPAMMER);
    node.judge(author(1), "news", SPAMMER);
    assertThat(node.takeReports()).containsExactly("0002 EXCESS", "0002 EXCESS");
  }

  @Test
  void messageOverBudgetIsStillIgnoredNotRejected() {
    TestNode node = node();
    for (int i = 0; i < 1_000; i++) {
      node.judge(author(1), "news", SPAMMER);
    }

    assertThat(node.takeReports()).isNotEmpty();
    assertThat(node.judge(author(1), "news", SPAMMER)).isEqualTo(Verdict.IGNORE);
  }

  /** After a partition, repair sends at once what one author sent in the lifetime of a message. */
  @Test
  void backlogOfAnAuthorAtFullBudgetIsNotReported() {
    TestNode node = node();

    for (int i = 0; i < 10 + 300; i++) {
      node.judge(author(1), "news", SPAMMER);
    }

    assertThat(node.takeReports()).isEmpty();
  }

  /** Otherwise a node that joins would discourage the peer that repairs what it has missed. */
  @Test
  void backlogOfALongerLifetimeIsNotReported() {
    TestNode node = node().withLifetime(Duration.ofMinutes(15));

    for (int i = 0; i < 10 + 900; i++) {
      node.judge(author(1), "news", SPAMMER);
    }
    assertThat(node.takeReports()).isEmpty();

    for (int i = 0; i < 20; i++) {
      node.judge(author(1), "news", SPAMMER);
    }
    assertThat(node.takeReports()).isNotEmpty();
  }

  @Test
  void largestBudgetAndLongestLifetimeDoNotOverflow() {
    Rate rate = Carriers.rateFor(new Rate(10_000_000, 10_000_000), Duration.ofHours(1));

    assertThat(rate.burstNanos()).isGreaterThan(Duration.ofMinutes(5).toNanos());
  }

  /** Messages of other nodes may have a longer lifetime than its own. */
  @Test
  void shortLifetimeOfTheNodeChangesNothing() {
    TestNode node = node().withLifetime(Duration.ofSeconds(10));

    for (int i = 0; i < 10 + 300; i++) {
      node.judge(author(1), "news", SPAMMER);
    }

    assertThat(node.takeReports()).isEmpty();
  }

  @Test
  void relayOfManySpammingAuthorsIsNotReported() {
    TestNode node = node();

    // Each author sends 200 a second, of which the relay passes on what its own budget admits.
    TestNode relay = node();
    for (int millis = 0; millis < 60_000; millis += 200) {
      node.advance(Duration.ofMillis(200));
      relay.advance(Duration.ofMillis(200));
      for (int author = 0; author < 40; author++) {
        for (int i = 0; i < 40; i++) {
          if (relay.judge(author(author), "news") == Verdict.ACCEPT) {
            node.judge(author(author), "news", SPAMMER);
            node.judge(author(author), "news", peer(3));
          }
        }
      }
    }

    assertThat(node.takeReports()).isEmpty();
  }

  @Test
  void spammerIsReportedBehindManyRelays() {
    TestNode node = node();

    // Every relay brings the author's messages within its budget.
    for (int second = 0; second < 10; second++) {
      node.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 200; i++) {
        node.judge(author(1), "news", SPAMMER);
        if (i % 4 == 0) {
          node.judge(author(1), "news", peer(100 + i / 4));
        }
      }
    }

    assertThat(node.takeReports()).isNotEmpty().containsOnly("0002 EXCESS");
  }

  /**
   * Several peers have accepted other messages of the author than this node, each within its
   * budget. A repairing relay requests what this node refuses again after a while, as long as they
   * offer it.
   */
  @Test
  void relayIsChargedOnceForAMessageThatIsRequestedAgainAndAgain() {
    TestNode node = node();
    spend(node);

    for (int time = 0; time < 8; time++) {
      for (int message = 0; message < 250; message++) {
        node.judge(1_000_000 + message, author(1), "news", peer(3));
      }
      spend(node.advance(Duration.ofSeconds(30)));
    }

    assertThat(node.takeReports()).isEmpty();
  }

  /** Other peers bring more than the budget. */
  private static void spend(TestNode node) {
    for (int i = 0; i < 40; i++) {
      node.judge(author(1), "news", peer(100 + i % 10));
    }
  }

  @Test
  void peerThatRepeatsOneMessageAtOnceIsReported() {
    TestNode node = node();
    spend(node);

    for (int i = 0; i < 1_000; i++) {
      node.advance(Duration.ofMillis(5)).judge(1_000_000, author(1), "news", SPAMMER);
    }

    assertThat(node.takeReports()).isNotEmpty().containsOnly("0002 EXCESS");
  }

  @Test
  void excessIsForgottenWithTheBudgetsRate() {
    TestNode node = node();
    for (int i = 0; i < 1_000; i++) {
      node.judge(author(1), "news", SPAMMER);
    }
    node.takeReports();

    node.advance(Duration.ofSeconds(3));
    for (int i = 0; i < 7; i++) {
      node.judge(author(1), "news", SPAMMER);
    }

    // Three are accepted, three more may be a backlog.
    assertThat(node.takeReports()).containsExactly("0002 EXCESS");
  }

  /** The author is unknown, or its topic: then nobody knows what it may have sent to others. */
  @Test
  void refusalWithoutABudgetIsNotReported() {
    TestNode node =
        TestNode.with(
            "author-messages-per-second", "1",
            "author-burst-messages", "10",
            "topics-per-author", "1",
            "remembered-authors", "1");
    node.judge(author(1), "news", SPAMMER);

    for (int i = 0; i < 10_000; i++) {
      assertThat(node.judge(author(1), "chat", SPAMMER)).isEqualTo(Verdict.IGNORE);
      assertThat(node.judge(author(2), "news", SPAMMER)).isEqualTo(Verdict.IGNORE);
    }

    assertThat(node.takeReports()).isEmpty();
  }

  @Test
  void carriersOfAnAuthorAreBounded() {
    Carriers carriers = new Carriers(Carriers.rateFor(new Rate(1, 10), Duration.ofMinutes(5)));
    for (int i = 0; i < 100_000; i++) {
      carriers.take("news", peer(i).id(), 0);
    }

    assertThat(carriers.size()).isEqualTo(16);
  }
}
