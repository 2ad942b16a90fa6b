package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.score.Scores.DAY;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.discourage;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a peer gains by good conduct, and what the application adds. */
class CreditTest {
  private static final Peer PEER = inbound(1);

  @Test
  void firstCopiesAndTimeUpEarnAtMostFivePointsEach() {
    SpamNode node = node().up(PEER);
    for (int i = 0; i < 5; i++) {
      node.delivers(PEER);
    }
    assertThat(node.points(PEER, "first copies")).isCloseTo(2.5, within(0.01));

    for (int i = 0; i < 1_000; i++) {
      node.delivers(PEER);
    }
    assertThat(node.points(PEER, "first copies")).isEqualTo(5);
    assertThat(node.after(Duration.ofMinutes(30)).points(PEER, "time up"))
        .isCloseTo(2.5, within(1e-6));
    assertThat(node.after(DAY).points(PEER, "time up")).isEqualTo(5);
  }

  @Test
  void creditForFirstCopiesIsForgotten() {
    SpamNode node = node().up(PEER);
    for (int i = 0; i < 10; i++) {
      node.delivers(PEER);
    }

    assertThat(node.after(MINUTE).points(PEER, "first copies")).isCloseTo(2.5, within(0.01));
    assertThat(node.after(DAY).points(PEER, "first copies")).isCloseTo(0, within(1e-9));
  }

  @Test
  void creditOfALongHonestTimeBuysOneOffence() {
    SpamNode node = node().up(PEER).after(DAY).scores(PEER, 1e9);
    for (int i = 0; i < 10_000; i++) {
      node.delivers(PEER);
    }

    assertThat(node.points(PEER, "score")).isEqualTo(10);
    assertThat(discourage(node, PEER)).isEqualTo(11);
  }

  /** Behaves for a day, then sends what reaches the limit within 10 s of its first report. */
  @Test
  void creditDelaysTheBanForUnsolicitedFramesByLessThanASecond() {
    SpamNode node = node().up(PEER).after(DAY);
    for (int i = 0; i < 100; i++) {
      node.delivers(PEER);
    }

    int millis = 0;
    while (node.standing(PEER) != Standing.DISCOURAGED) {
      node.misbehaves(PEER, Misbehaviour.UNSOLICITED, 1).after(Duration.ofMillis(100));
      millis += 100;
    }

    assertThat(millis).isBetween(5_000, 5_500);
  }

  @Test
  void pointsOfTheApplicationAreBounded() {
    SpamNode node = node().up(PEER);

    assertThat(node.scores(PEER, 50).points(PEER, "score")).isEqualTo(10);
    assertThat(node.scores(PEER, 3).points(PEER, "score")).isEqualTo(3);
    assertThat(node.scores(PEER, Double.NaN).points(PEER, "score")).isEqualTo(3);
    assertThat(node.scores(PEER, -30).points(PEER, "score")).isEqualTo(-30);
    assertThat(node.standing(PEER)).isEqualTo(Standing.NO_CONTROL);
    assertThat(node.explain(PEER, "score").detail()).contains("as long as its cause lasts");
    assertThat(node.scores(PEER, 0).standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @Test
  void applicationDiscouragesAPeerWhateverItDelivers() {
    SpamNode node = node().up(PEER).after(DAY);
    for (int i = 0; i < 100; i++) {
      node.delivers(PEER);
    }

    node.scores(PEER, Double.NEGATIVE_INFINITY);

    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(PEER).orElseThrow().rule()).isEqualTo("application");
    assertThat(node.takeStandingChanges()).containsExactly(PEER.id());
  }

  @Test
  void pointsOfTheApplicationEndWithTheLink() {
    SpamNode node = node().up(PEER).scores(PEER, -99);

    node.down(PEER);
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);

    node.up(PEER);
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @Test
  void lossOfCreditWithTheLinkIsReportedIfItMatters() {
    SpamNode node = node().up(PEER).after(DAY);
    for (int i = 0; i < 10; i++) {
      node.delivers(PEER);
    }
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 5);
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);

    node.down(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.NO_CONTROL);
    assertThat(node.takeStandingChanges()).containsExactly(PEER.id());
  }

  // ---- copies --------------------------------------------------------------------------------

  @Test
  void replayerIsDiscouragedWithinTenSeconds() {
    SpamNode node = node().up(PEER).up(inbound(2)).after(MINUTE);

    int seconds = 0;
    while (node.standing(PEER) != Standing.DISCOURAGED) {
      for (int i = 0; i < 500; i++) {
        node.duplicates(PEER);
      }
      for (int i = 0; i < 5; i++) {
        node.delivers(inbound(2));
      }
      node.after(SECOND);
      seconds++;
    }

    assertThat(seconds).isLessThanOrEqualTo(9);
    assertThat(node.discouragement(PEER).orElseThrow().rule()).isEqualTo("excess");
  }

  /** Every peer sends each message, and one of twenty again. */
  @Test
  void copiesOfEveryNewMessageAreNoExcess() {
    SpamNode node = node().up(PEER).up(inbound(2));

    for (int i = 0; i < 20_000; i++) {
      node.after(Duration.ofMillis(10));
      if (i % 3 == 0) {
        node.publishes();
      } else if (i % 3 == 1) {
        node.delivers(inbound(2));
      } else {
        // The first copy of a message that its carrier hides gives no credit.
        node.carriesHidden(inbound(2));
      }
      node.duplicates(PEER);
      if (i % 20 == 0) {
        node.duplicates(PEER);
      }
      assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    }

    assertThat(node.explain(PEER)).extracting("term").doesNotContain("excess");
  }

  @Test
  void copiesOfMessagesBeforeThePeerCameUpAreNoExcess() {
    SpamNode node = node().up(PEER);

    for (int i = 0; i < 64; i++) {
      node.duplicates(PEER);
    }

    assertThat(node.explain(PEER)).extracting("term").doesNotContain("excess");
    node.duplicates(PEER);
    assertThat(node.explain(PEER)).extracting("term").contains("excess");
  }
}
