package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.BAN;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.discourage;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The explanations, line by line. */
class ScoreTextsTest {
  private static final Peer PEER = inbound(1);
  private static final Pattern UNTIL = Pattern.compile("no control until (\\d+) s from now");

  private static List<String> lines(SpamNode node, Peer peer) {
    return node.explain(peer).stream()
        .map(
            line ->
                String.format(Locale.ROOT, "%s %.1f %s", line.term(), line.value(), line.detail()))
        .toList();
  }

  @Test
  void cleanPeerHasItsCredit() {
    SpamNode node = node().up(PEER).after(Duration.ofMinutes(12));
    for (int i = 0; i < 5; i++) {
      node.delivers(PEER);
    }

    assertThat(lines(node, PEER))
        .containsExactly(
            "first copies 2.5 of messages, lately; worth at most 5",
            "time up 1.0 12 min; worth at most 5, after an hour",
            "score 3.5 no control at -25, throttled at -50, discouraged at -100");
  }

  @Test
  void largestPenaltyComesFirst() {
    SpamNode node = node().up(PEER);
    node.misbehaves(PEER, Misbehaviour.UNSOLICITED, 6);
    node.misbehaves(PEER, Misbehaviour.SLOW, 3);
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 7).after(Duration.ofSeconds(3));

    assertThat(lines(node, PEER))
        .containsExactly(
            "malformed -45.7 frames that cannot be decoded: 6.8 of 10 in about 60 s (proven; 7 in"
                + " all); halves every 60 s; latest 3 s ago",
            "unsolicited -3.7 frames that nobody has asked for: 3.9 of 20 in about 60 s (proven; 6"
                + " in all); halves every 60 s; latest 3 s ago",
            "slow 0.0 announced messages that came late: 1, not charged, in about 60 s (inferred;"
                + " 3 in all); halves every 60 s; latest 3 s ago",
            "first copies 0.0 of messages, lately; worth at most 5",
            "time up 0.0 3 s; worth at most 5, after an hour",
            "score -49.4 no control until 30 s from now; no control at -25, throttled at -50,"
                + " discouraged at -100");
  }

  @Test
  void discouragedPeerHasItsRuleAndItsEnd() {
    SpamNode node = node().up(PEER);
    discourage(node, PEER);
    node.down(PEER).after(BAN).up(PEER);
    discourage(node, PEER);
    node.down(PEER).after(Duration.ofMinutes(6));

    assertThat(lines(node, PEER))
        .containsExactly(
            "discouraged -100.0 for malformed, 10 times; ban number 2, counting one less for each"
                + " day without; until 14 min from now",
            "score -100.0 no control at -25, throttled at -50, discouraged at -100");
    node.after(Duration.ofMinutes(14));
    assertThat(lines(node, PEER))
        .containsExactly(
            "was discouraged 0.0 for malformed, 10 times; ban number 2, counting one less for each"
                + " day without; over",
            "score 0.0 no control at -25, throttled at -50, discouraged at -100");
  }

  @Test
  void timeUntilAThresholdIsRegainedIsExact() {
    for (int frames = 5; frames < 10; frames++) {
      SpamNode node = node().up(PEER);
      for (int i = 0; i < 10; i++) {
        node.delivers(PEER);
      }
      node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, frames);
      node.misbehaves(PEER, Misbehaviour.UNSOLICITED, 4).after(SECOND);
      if (node.standing(PEER) != Standing.GOOD) {
        Matcher matcher = UNTIL.matcher(node.explain(PEER, "score").detail());
        assertThat(matcher.find()).isTrue();
        int seconds = Integer.parseInt(matcher.group(1));

        // The credit for first copies is forgotten meanwhile, which takes some seconds more.
        node.after(Duration.ofSeconds(seconds - 2));
        assertThat(node.standing(PEER)).isNotEqualTo(Standing.GOOD);
        node.after(Duration.ofSeconds(10));
        assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
      }
    }
  }

  @Test
  void inferredEvidenceShowsHowManyShareIt() {
    SpamNode node = node("invalid-limit", "30");
    for (int i = 1; i <= 9; i++) {
      node.up(outbound(i));
    }
    node.rejected(outbound(1), Reason.INVALID, false);

    assertThat(node.explain(outbound(1), "invalid").detail())
        .endsWith(
            "(inferred; 1 in all); halves every 60 s; latest 0 ms ago; 1 of 9 groups of peers show"
                + " it");
  }

  @Test
  void explanationsNameNobodyAndNoMessage() {
    SpamNode node = node("invalid-limit", "30", "slow-limit", "20", "peers-per-group", "1");
    for (int i = 1; i <= 9; i++) {
      node.up(outbound(i), "198.51.100." + i);
    }
    for (Misbehaviour kind : Misbehaviour.values()) {
      node.misbehaves(outbound(1), kind, 3);
    }
    node.rejected(outbound(1), Reason.INVALID, false).after(MINUTE);
    discourage(node, outbound(2));

    for (int i = 1; i <= 9; i++) {
      for (Explanation line : node.explain(outbound(i))) {
        assertThat(line.term()).matches("[a-z -]{1,80}");
        assertThat(line.detail()).matches(".{1,500}").doesNotContainPattern("[0-9a-f]{8}");
        assertThat(line.detail()).doesNotContain("198.51");
      }
      node.discouragement(outbound(i))
          .ifPresent(why -> assertThat(why.rule()).matches("[a-z-]{1,32}"));
    }
  }
}
