package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What throttled peers may still cause. */
class ThrottledTest {
  private static final Peer PEER = inbound(1);

  private static SpamNode throttled() {
    SpamNode node = node().up(PEER);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 9);
    assertThat(node.standing(PEER)).isEqualTo(Standing.THROTTLED);
    return node;
  }

  @ParameterizedTest
  @CsvSource({
    "SIGNATURE_CHECK, 1, 50",
    "SIGNATURE_CHECK, 2, 25",
    "PAYLOAD, 1, 50",
    "PAYLOAD, 1200, 50",
    "PAYLOAD, 1201, 25",
    "CONTROL, 64, 50",
    "CONTROL, 60000, 1",
    "PAYLOAD, -1, 0",
  })
  void fiftyUnitsAreAdmittedAtOnceAndEachSecond(Cost cost, int amount, int admitted) {
    SpamNode node = throttled();

    assertThat(node.countAdmitted(PEER, cost, amount)).isEqualTo(admitted);
    assertThat(node.after(SECOND).countAdmitted(PEER, cost, amount)).isEqualTo(admitted);
    assertThat(node.after(SECOND.multipliedBy(3)).countAdmitted(PEER, cost, amount))
        .isEqualTo(admitted);
  }

  /** A payload of 64 KiB, and its header, are more than the burst. */
  @Test
  void frameAboveTheBurstIsAdmittedAndPaidForAfterwards() {
    SpamNode node = throttled();

    assertThat(node.countAdmitted(PEER, Cost.PAYLOAD, 66_000)).isEqualTo(1);
    assertThat(node.after(SECOND).countAdmitted(PEER, Cost.PAYLOAD, 66_000)).isZero();
    assertThat(node.after(SECOND).countAdmitted(PEER, Cost.PAYLOAD, 66_000)).isEqualTo(1);
    // Of its 55 units, 50 have been earned since, and 5 are missing.
    assertThat(node.after(SECOND).countAdmitted(PEER, Cost.PAYLOAD, 1)).isEqualTo(45);
  }

  /** Otherwise the messages of a flood would never be checked, and never be evidence. */
  @Test
  void framesDoNotTakeTheBudgetOfChecks() {
    SpamNode node = throttled();
    node.countAdmitted(PEER, Cost.PAYLOAD, 300);

    assertThat(node.admits(PEER, Cost.CONTROL, 64)).isFalse();
    assertThat(node.countAdmitted(PEER, Cost.SIGNATURE_CHECK, 1)).isEqualTo(50);
  }

  @Test
  void refusalsAreNoEvidence() {
    SpamNode node = throttled();
    double before = node.points(PEER, "score");

    for (int i = 0; i < 10_000; i++) {
      node.admits(PEER, Cost.PAYLOAD, 1_200);
    }

    assertThat(node.points(PEER, "score")).isEqualTo(before);
  }

  @Test
  void otherPeersAreNotThrottled() {
    SpamNode node = throttled().up(inbound(2));

    assertThat(node.countAdmitted(inbound(2), Cost.SIGNATURE_CHECK, 1)).isEqualTo(100_000);
  }

  @Test
  void peerIsAdmittedAgainWhenEnoughIsForgotten() {
    SpamNode node = throttled();

    // From 81 points to 50: half a half-life times log2(81/50).
    node.after(Duration.ofMillis(20_000));
    assertThat(node.countAdmitted(PEER, Cost.PAYLOAD, 1)).isEqualTo(50);
    node.after(Duration.ofMillis(1_000));

    assertThat(node.standing(PEER)).isEqualTo(Standing.NO_CONTROL);
    assertThat(node.countAdmitted(PEER, Cost.PAYLOAD, 1)).isEqualTo(100_000);
  }

  @Test
  void reconnectingDoesNotEndIt() {
    SpamNode node = throttled().down(PEER).up(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.THROTTLED);
    assertThat(node.countAdmitted(PEER, Cost.PAYLOAD, 1)).isEqualTo(50);
  }
}
