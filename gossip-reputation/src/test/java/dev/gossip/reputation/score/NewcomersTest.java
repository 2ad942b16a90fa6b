package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.BAN;
import static dev.gossip.reputation.score.Scores.DAY;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.discourage;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an attacker gains by fresh ids. */
class NewcomersTest {
  private static List<Integer> offencesOfFreshIds(SpamNode node, int ids) {
    List<Integer> offences = new ArrayList<>();
    for (int id = 1; id <= ids; id++) {
      node.after(SECOND).up(inbound(id));
      offences.add(discourage(node, inbound(id)));
      node.down(inbound(id));
    }
    return offences;
  }

  @Test
  void eachFreshIdHasFewerOffences() {
    assertThat(offencesOfFreshIds(node(), 12)).containsExactly(10, 5, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2);
  }

  @Test
  void freshIdsAreForgottenAfterAWhile() {
    SpamNode node = node();
    offencesOfFreshIds(node, 3);

    node.after(BAN.multipliedBy(4)).up(inbound(50));

    assertThat(discourage(node, inbound(50))).isEqualTo(10);
  }

  @Test
  void peersThatThisNodeDialledOrThatStayedLongAreNotAffected() {
    SpamNode node = node().up(outbound(100)).up(inbound(101)).after(BAN);
    offencesOfFreshIds(node, 12);
    node.up(outbound(102));

    for (Peer peer : List.of(outbound(100), inbound(101), outbound(102))) {
      node.misbehaves(peer, Misbehaviour.MALFORMED_FRAME, 4);
      assertThat(node.standing(peer)).isEqualTo(Standing.GOOD);
    }
  }

  @Test
  void bansOfPeersThatStayedLongDoNotAffectNewcomers() {
    SpamNode node = node();
    for (int id = 1; id <= 12; id++) {
      node.up(inbound(id));
      node.up(outbound(100 + id));
    }
    node.after(BAN);
    for (int id = 1; id <= 12; id++) {
      discourage(node, inbound(id));
      discourage(node, outbound(100 + id));
    }

    node.up(inbound(50));

    assertThat(discourage(node, inbound(50))).isEqualTo(10);
  }

  @Test
  void bansForRulesThatHonestPeersMayBreakDoNotAffectNewcomers() {
    SpamNode node = node();
    for (int id = 1; id <= 12; id++) {
      node.up(inbound(id));
      while (node.standing(inbound(id)) != Standing.DISCOURAGED) {
        node.misbehaves(inbound(id), Misbehaviour.UNSOLICITED, 4).after(SECOND);
      }
      node.down(inbound(id));
    }

    node.up(inbound(50));

    assertThat(discourage(node, inbound(50))).isEqualTo(10);
  }

  /** Loss and restarts cause unsolicited frames and broken promises, also of newcomers. */
  @Test
  void rulesThatHonestPeersMayBreakWeighTheSameForNewcomers() {
    SpamNode node = node();
    offencesOfFreshIds(node, 12);
    node.up(inbound(50));

    node.misbehaves(inbound(50), Misbehaviour.UNSOLICITED, 4);
    node.misbehaves(inbound(50), Misbehaviour.BROKEN_PROMISE, 5);

    assertThat(node.standing(inbound(50))).isEqualTo(Standing.GOOD);
    assertThat(node.points(inbound(50), "unsolicited")).isEqualTo(-4);
  }

  @Test
  void countersOfOthersDoNotChangeAfterwards() {
    SpamNode node = node().up(inbound(50));
    node.misbehaves(inbound(50), Misbehaviour.MALFORMED_FRAME, 4);
    double before = node.points(inbound(50), "malformed");

    offencesOfFreshIds(node, 1);

    assertThat(node.points(inbound(50), "malformed")).isGreaterThanOrEqualTo(before);
    assertThat(node.after(DAY).points(inbound(50), "malformed")).isGreaterThan(-1e-9);
  }
}
