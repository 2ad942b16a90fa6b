package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.factory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import org.junit.jupiter.api.Test;

/** Without proven ids nothing is proven, and nothing outlives the link. */
class ClaimedIdsTest {

  /** Peer 1 sends a hundred malformed frames in each second. */
  private static void misbehave(SpamNode node, int seconds) {
    for (int i = 0; i < seconds; i++) {
      node.misbehaves(outbound(1), Misbehaviour.MALFORMED_FRAME, 100).after(SECOND);
    }
  }

  private static SpamNode nodeWithPeers(int peers) {
    SpamNode node = SpamNode.withClaimedIds(factory());
    for (int i = 1; i <= peers; i++) {
      node.up(outbound(i));
    }
    return node;
  }

  @Test
  void singlePeerThatMisbehavesIsDiscouragedUntilItsLinkEnds() {
    SpamNode node = nodeWithPeers(9);

    misbehave(node, 12);
    assertThat(node.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(outbound(1)).orElseThrow().comeBackIn()).isZero();
    node.down(outbound(1));

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.up(outbound(1)).standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.recorded()).isEmpty();
  }

  @Test
  void misbehaviourOfAThirdIsNotCharged() {
    SpamNode node = nodeWithPeers(9);

    for (int second = 0; second < 60; second++) {
      for (Misbehaviour kind : Misbehaviour.values()) {
        for (int peer = 1; peer <= 3; peer++) {
          node.misbehaves(outbound(peer), kind, 20);
        }
      }
      node.after(SECOND);
    }

    for (int peer = 1; peer <= 9; peer++) {
      assertThat(node.points(outbound(peer), "score")).isNotNegative();
    }
    assertThat(node.warnings()).isNotEmpty();
  }

  /** Otherwise the first one to show it would be discouraged before others can. */
  @Test
  void oneMalformedFrameASecondCounts() {
    SpamNode node = nodeWithPeers(9);

    misbehave(node, 10);
    assertThat(node.standing(outbound(1))).isEqualTo(Standing.THROTTLED);
    assertThat(node.explain(outbound(1)).toString()).doesNotContain("proven");
    misbehave(node, 1);

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void explanationSaysThatNothingIsProven() {
    SpamNode node = nodeWithPeers(9);
    node.misbehaves(outbound(1), Misbehaviour.MALFORMED_FRAME, 1);

    assertThat(node.explain(outbound(1), "malformed").detail())
        .contains("inferred", "1 of 9 groups of peers show it");
  }
}
