package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When proven evidence has which consequences. */
class LimitsTest {
  private static final Peer PEER = inbound(1);

  @ParameterizedTest
  @CsvSource({
    "4, GOOD, -16",
    "5, NO_CONTROL, -25",
    "7, NO_CONTROL, -49",
    "8, THROTTLED, -64",
    "9, THROTTLED, -81",
    "10, DISCOURAGED, -100",
    "1000, DISCOURAGED, -100",
  })
  void halfOfALimitCostsControlAndAllOfItTheLink(int frames, Standing standing, double score) {
    SpamNode node = node().up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, frames);

    assertThat(node.standing(PEER)).isEqualTo(standing);
    assertThat(node.points(PEER, "score")).isCloseTo(score, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"9, THROTTLED", "10, DISCOURAGED"})
  void badSignaturesCountLikeMalformedFrames(int messages, Standing standing) {
    SpamNode node = node().up(PEER);

    for (int i = 0; i < messages; i++) {
      node.rejected(PEER, Reason.BAD_SIGNATURE, i % 2 == 0);
    }

    assertThat(node.standing(PEER)).isEqualTo(standing);
  }

  /** Each sends a hundred within each second. */
  @ParameterizedTest
  @CsvSource({"UNSOLICITED, 6", "EXCESS, 6", "BROKEN_PROMISE, 4"})
  void evidenceWithARateReachesItsLimitAfterSeconds(Misbehaviour kind, int seconds) {
    SpamNode node = node().up(PEER);

    for (int second = 1; second < seconds; second++) {
      node.misbehaves(PEER, kind, 100).after(SECOND);
      assertThat(node.standing(PEER)).as("second %d", second).isNotEqualTo(Standing.DISCOURAGED);
    }

    node.misbehaves(PEER, kind, 100);
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
  }

  /** The network cannot make a hiccup of a second look like an attack. */
  @ParameterizedTest
  @EnumSource(names = {"UNSOLICITED", "EXCESS", "BROKEN_PROMISE", "SLOW"})
  void burstOfASecondHasNoConsequence(Misbehaviour kind) {
    SpamNode node = node().up(PEER);

    for (int i = 0; i < 1_000; i++) {
      node.after(Duration.ofNanos(999_999)).misbehaves(PEER, kind, 10);
    }

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @Test
  void secondOfARateBeginsWithItsFirstEvent() {
    SpamNode node = node().up(PEER);

    node.after(Duration.ofMillis(990)).misbehaves(PEER, Misbehaviour.UNSOLICITED, 4);
    node.after(Duration.ofMillis(999)).misbehaves(PEER, Misbehaviour.UNSOLICITED, 4);
    assertThat(node.points(PEER, "unsolicited")).isGreaterThan(-4.1);

    node.after(Duration.ofMillis(1)).misbehaves(PEER, Misbehaviour.UNSOLICITED, 4);
    assertThat(node.points(PEER, "unsolicited")).isLessThan(-15);
  }

  /** 5 % loss: one of a thousand requests fails three times. */
  @Test
  void promisesThatLossBreaksHaveNoConsequence() {
    SpamNode node = node().up(PEER);

    for (int minute = 0; minute < 600; minute++) {
      node.misbehaves(PEER, Misbehaviour.BROKEN_PROMISE, 1).after(MINUTE);
    }

    assertThat(node.points(PEER, "broken-promise")).isGreaterThan(-1);
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @Test
  void halfOfTheEvidenceIsForgottenInAHalfLife() {
    SpamNode node = node("half-life", "30s").up(PEER);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 8);

    node.after(Duration.ofSeconds(30));

    assertThat(node.points(PEER, "malformed")).isCloseTo(-16, within(1e-9));
    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 5);
    assertThat(node.points(PEER, "malformed")).isCloseTo(-81, within(1e-9));
  }

  @Test
  void evidenceOfSeveralKindsAddsUp() {
    SpamNode node = node().up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 7);
    for (int i = 0; i < 7; i++) {
      node.rejected(PEER, Reason.BAD_SIGNATURE, true);
    }
    assertThat(node.standing(PEER)).isEqualTo(Standing.THROTTLED);

    node.misbehaves(PEER, Misbehaviour.UNSOLICITED, 4);
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void limitOfZeroTurnsEvidenceOff() {
    SpamNode node = node("malformed-limit", "0").up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 100_000);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.points(PEER, "malformed")).isZero();
    assertThat(node.explain(PEER, "malformed").detail()).contains("100000 in all", "not charged");
  }

  @Test
  void faultOfAnAuthorOrOfNobodyIsNotCharged() {
    SpamNode node = node().up(PEER);

    for (int i = 0; i < 1_000; i++) {
      node.rejected(PEER, Reason.INVALID, true);
      node.rejected(PEER, Reason.JUDGED, true);
      node.rejected(PEER, Reason.UNCHECKED_SIGNATURE, true);
      node.rejected(PEER, Reason.UNCHECKED_SIGNATURE, false);
    }

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.points(PEER, "score")).isZero();
  }

  @Test
  void evidenceAgainstAPeerThatIsNotUpIsIgnored() {
    SpamNode node = node().up(PEER).down(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 100);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.explain(PEER)).isEmpty();
  }

  @Test
  void everyWorseStandingIsReported() {
    SpamNode node = node().up(PEER);

    for (int i = 1; i <= 10; i++) {
      node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
      boolean isWorse = i == 5 || i == 8 || i == 10;
      assertThat(node.takeStandingChanges()).as("frame %d", i).hasSize(isWorse ? 1 : 0);
    }
  }
}
