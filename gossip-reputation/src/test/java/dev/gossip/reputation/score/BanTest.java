package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.BAN;
import static dev.gossip.reputation.score.Scores.DAY;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.discourage;
import static dev.gossip.reputation.score.Scores.factory;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.Discouragement;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long peers are discouraged, and what they get to know. */
class BanTest {
  private static final Peer PEER = inbound(1);

  private static Duration banOf(SpamNode node) {
    return node.discouragement(PEER).orElseThrow().comeBackIn();
  }

  /** The ban of a new offender, which has left and come back each time before. */
  private static Duration nextBan(SpamNode node) {
    node.up(PEER);
    discourage(node, PEER);
    Duration ban = banOf(node);
    node.down(PEER).after(ban);
    return ban;
  }

  @Test
  void firstBanLastsTenMinutes() {
    SpamNode node = node().up(PEER);

    discourage(node, PEER);

    assertThat(node.discouragement(PEER)).contains(new Discouragement("malformed", 10, BAN));
    node.down(PEER).after(BAN.minusMillis(1));
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(banOf(node)).isEqualTo(Duration.ofMillis(1));
    node.after(Duration.ofMillis(1));
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.discouragement(PEER)).isEmpty();
  }

  @Test
  void eachBanIsTwiceAsLongUpToTheEighth() {
    SpamNode node = node();

    for (int i = 0; i < 8; i++) {
      assertThat(nextBan(node)).as("ban %d", i + 1).isEqualTo(BAN.multipliedBy(1L << i));
    }
    assertThat(nextBan(node)).as("ban 9").isEqualTo(BAN.multipliedBy(128));
  }

  @Test
  void longBansEndAfterADay() {
    SpamNode node = node("ban", "20h");

    assertThat(nextBan(node)).isEqualTo(Duration.ofHours(20));
    assertThat(nextBan(node)).isEqualTo(DAY);
    assertThat(nextBan(node)).isEqualTo(DAY);
  }

  @Test
  void eachDayWithoutABanHalvesTheNext() {
    SpamNode node = node();
    nextBan(node);
    nextBan(node);
    assertThat(nextBan(node)).isEqualTo(BAN.multipliedBy(4));

    node.after(DAY);
    assertThat(nextBan(node)).isEqualTo(BAN.multipliedBy(4));
    node.after(DAY.multipliedBy(2));
    assertThat(nextBan(node)).isEqualTo(BAN.multipliedBy(2));
    node.after(DAY.multipliedBy(30));
    assertThat(nextBan(node)).isEqualTo(BAN);
  }

  @Test
  void peerIsGoodWithoutPointsAfterItsBan() {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);
    node.after(BAN);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1_000)).isTrue();
    assertThat(node.points(PEER, "malformed")).isZero();
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 9);
    assertThat(node.standing(PEER)).isNotEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void offencesDuringABanAreNotCounted() {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);
    node.takeStandingChanges();

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1_000);
    node.rejected(PEER, Reason.BAD_SIGNATURE, true).scores(PEER, -100);

    assertThat(node.discouragement(PEER)).contains(new Discouragement("malformed", 10, BAN));
    assertThat(node.takeStandingChanges()).isEmpty();
    assertThat(node.admits(PEER, Cost.CONTROL, 1)).isFalse();
  }

  @Test
  void reconnectingChangesNothing() {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);

    for (int i = 0; i < 100; i++) {
      node.down(PEER).after(SECOND).up(outbound(1));
    }

    assertThat(banOf(node)).isEqualTo(BAN.minus(SECOND.multipliedBy(100)));
    assertThat(node.admits(outbound(1), Cost.PAYLOAD, 1_000)).isFalse();
  }

  @Test
  void ruleIsTheMostExpensiveOne() {
    SpamNode node = node().up(PEER);

    node.misbehaves(PEER, Misbehaviour.UNSOLICITED, 500);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 4);
    while (node.standing(PEER) != Standing.DISCOURAGED) {
      node.rejected(PEER, Reason.BAD_SIGNATURE, true);
    }

    assertThat(node.discouragement(PEER).orElseThrow().rule()).isEqualTo("bad-signature");
  }

  @Test
  void countIsOfAllOffencesAlsoThoseThatAreForgotten() {
    SpamNode node = node().up(PEER);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 8).after(Duration.ofMinutes(10));

    int offences = discourage(node, PEER);

    // The time that it was up pays for one.
    assertThat(offences).isEqualTo(11);
    assertThat(node.discouragement(PEER).orElseThrow().count()).isEqualTo(8 + 11);
  }

  // ---- records -------------------------------------------------------------------------------

  @Test
  void halfForgottenEvidenceSurvivesAReconnect() {
    SpamNode node = node().up(PEER);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 8).down(PEER);
    assertThat(node.standing(PEER)).isEqualTo(Standing.THROTTLED);

    node.after(MINUTE).up(PEER);

    assertThat(node.points(PEER, "malformed")).isCloseTo(-16, within(1e-3));
    assertThat(node.explain(PEER, "malformed").detail()).contains("8 in all", "latest 60 s ago");
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 6);
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void honestPeersLeaveNoRecord() {
    SpamNode node = node().up(PEER).after(MINUTE).delivers(PEER);
    node.misbehaves(PEER, Misbehaviour.BROKEN_PROMISE, 1).down(PEER);

    assertThat(node.recorded()).isEmpty();
    assertThat(node.explain(PEER)).isEmpty();
  }

  @Test
  void recordIsRemovedWhenEverythingIsForgotten() {
    SpamNode node = node();
    nextBan(node);
    assertThat(node.up(PEER).down(PEER).recorded()).containsOnlyKeys(PEER.id());

    node.after(DAY).up(PEER).down(PEER);

    assertThat(node.recorded()).isEmpty();
  }

  @Test
  void banSurvivesARestart() {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);

    SpamNode restarted = node.restart(factory(), MINUTE);

    assertThat(restarted.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(restarted.discouragement(PEER))
        .contains(new Discouragement("malformed", 10, BAN.minus(MINUTE)));
    restarted.after(BAN.minus(MINUTE));
    assertThat(restarted.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(nextBan(restarted)).isEqualTo(BAN.multipliedBy(2));
  }

  @ParameterizedTest
  @ValueSource(longs = {-365, -1, 1, 365})
  void clockThatJumpsEndsABanAtMost(long days) {
    SpamNode node = node().up(PEER).up(inbound(2));
    node.misbehaves(inbound(2), Misbehaviour.MALFORMED_FRAME, 4).down(inbound(2));
    discourage(node, PEER);

    SpamNode restarted = node.restart(factory(), DAY.multipliedBy(days));

    for (Duration t = Duration.ZERO; t.compareTo(BAN) < 0; t = t.plus(MINUTE)) {
      assertThat(restarted.standing(inbound(2))).isEqualTo(Standing.GOOD);
      restarted.after(MINUTE);
    }
    assertThat(restarted.standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @ParameterizedTest
  @ValueSource(longs = {-365, 365})
  void clockThatJumpsDoesNotChangeTheBanOfAnUpPeer(long days) {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);

    node.jumpWall(DAY.multipliedBy(days)).after(MINUTE);

    assertThat(banOf(node)).isEqualTo(BAN.minus(MINUTE));
  }

  @Test
  void clockThatIsAheadAWhileDoesNotProlongABan() {
    SpamNode node = node().jumpWall(DAY.multipliedBy(365)).up(PEER);
    discourage(node, PEER);
    node.down(PEER).jumpWall(DAY.multipliedBy(-365));

    node.up(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(nextBan(node)).isEqualTo(BAN.multipliedBy(2));
  }
}
