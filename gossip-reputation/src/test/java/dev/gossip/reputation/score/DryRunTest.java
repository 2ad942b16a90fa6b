package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.score.Scores.BAN;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import org.junit.jupiter.api.Test;

class DryRunTest {
  private static final Peer PEER = inbound(1);

  @Test
  void dryRunCountsAndExplainsButDoesNothing() {
    SpamNode node = node("dry-run", "true").up(PEER);

    for (int i = 0; i < 100; i++) {
      node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
      assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
      assertThat(node.admits(PEER, Cost.PAYLOAD, 100_000)).isTrue();
      assertThat(node.explain(PEER, "score").value()).isLessThan(0);
    }

    assertThat(node.takeStandingChanges()).isEmpty();
    assertThat(node.discouragement(PEER)).isEmpty();
    assertThat(node.explain(PEER, "score").detail()).contains("dry run: nothing is done");
  }

  @Test
  void eachBanThatWouldBeIsAWarning() {
    SpamNode node = node("dry-run", "true").up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 100);
    assertThat(node.warnings())
        .containsExactly(
            new Warning(
                "dry run: would discourage " + PEER.id() + " for malformed, 10 times",
                "set dry-run = false to discourage such peers"));

    node.after(BAN).misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 100);
    assertThat(node.warnings()).hasSize(2);
  }

  /** Otherwise peers would be discouraged as soon as it ends. */
  @Test
  void dryRunLeavesNoRecords() {
    SpamNode node = node("dry-run", "true").up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 100).down(PEER);

    assertThat(node.recorded()).isEmpty();
  }
}
