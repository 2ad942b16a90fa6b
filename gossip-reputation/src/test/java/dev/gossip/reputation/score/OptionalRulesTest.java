package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules that are off by default: co-location, delivery quotas, slow peers. */
class OptionalRulesTest {

  private static SpamNode crowd(SpamNode node, int size) {
    for (int i = 1; i <= size; i++) {
      node.up(inbound(i), "198.51.100." + i);
    }
    return node;
  }

  @Test
  void peersOfOneGroupAreGoodByDefault() {
    SpamNode node = crowd(node(), 100);

    assertThat(node.standing(inbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.points(inbound(1), "score")).isZero();
  }

  @Test
  void twiceAsManyPeersOfAGroupAsAreFreeAreDiscouraged() {
    SpamNode node = crowd(node("peers-per-group", "4"), 4).up(inbound(50), "203.0.113.1");
    assertThat(node.standing(inbound(1))).isEqualTo(Standing.GOOD);

    node.up(inbound(5), "198.51.77.1").up(inbound(6), "198.51.78.1");
    assertThat(node.points(inbound(1), "co-location")).isCloseTo(-25, within(1e-9));
    assertThat(node.standing(inbound(1))).isEqualTo(Standing.NO_CONTROL);
    assertThat(node.takeStandingChanges()).hasSize(6);
    node.up(inbound(7), "198.51.79.1").up(inbound(8), "198.51.80.1");

    assertThat(node.standing(inbound(1))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(inbound(8)).orElseThrow().rule()).isEqualTo("co-location");
    assertThat(node.standing(inbound(50))).isEqualTo(Standing.GOOD);
  }

  @Test
  void groupThatIsSmallerAgainIsGood() {
    SpamNode node = crowd(node("peers-per-group", "4"), 6);

    node.down(inbound(6)).down(inbound(5));

    assertThat(node.standing(inbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.standing(inbound(5))).isEqualTo(Standing.GOOD);
  }

  @Test
  void localPeersAreNoGroup() {
    SpamNode node = node("peers-per-group", "1");
    for (int i = 1; i <= 20; i++) {
      node.up(inbound(i), "127.0.0.1");
    }

    assertThat(node.standing(inbound(1))).isEqualTo(Standing.GOOD);
  }

  // ---- delivery quotas -----------------------------------------------------------------------

  private static SpamNode delivering(SpamNode node, List<Peer> peers, int perMinute, int minutes) {
    for (int i = 0; i < minutes; i++) {
      for (Peer peer : peers) {
        for (int message = 0; message < perMinute; message++) {
          node.delivers(peer);
        }
      }
      node.after(MINUTE);
    }
    return node;
  }

  private static List<Peer> outboundPeers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(SpamNode::outbound).toList();
  }

  @Test
  void peerBelowItsQuotaForThreeMinutesIsDiscouraged() {
    SpamNode node = node("delivery-quota", "10");
    outboundPeers(1, 9).forEach(node::up);

    delivering(node, outboundPeers(2, 9), 10, 2);
    assertThat(node.standing(outbound(1))).isNotEqualTo(Standing.DISCOURAGED);
    delivering(node, outboundPeers(2, 9), 10, 1);

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(outbound(1)).orElseThrow().rule()).isEqualTo("few-deliveries");
    assertThat(node.standing(outbound(2))).isEqualTo(Standing.GOOD);
  }

  @Test
  void quietNetworkIsNobodysFault() {
    SpamNode node = node("delivery-quota", "10");
    outboundPeers(1, 9).forEach(node::up);

    delivering(node, outboundPeers(1, 9), 9, 10);

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.warnings()).hasSize(1);
  }

  @Test
  void quotaIsForAHalfLifeAndBeginsWithTheFirstWholeOne() {
    SpamNode node = node("delivery-quota", "60", "half-life", "30s");
    outboundPeers(2, 9).forEach(node::up);
    node.after(Duration.ofSeconds(10)).up(outbound(1));
    for (int i = 0; i < 10; i++) {
      for (int message = 0; message < 30; message++) {
        outboundPeers(2, 9).forEach(node::delivers);
      }
      node.after(Duration.ofSeconds(i == 0 ? 20 : 30));
      boolean isShort = node.standing(outbound(1)) == Standing.DISCOURAGED;
      assertThat(isShort).as("period %d", i).isEqualTo(i >= 3);
    }
  }

  // ---- slow peers ----------------------------------------------------------------------------

  @Test
  void slowPeerIsDiscouragedOnlyIfAsked() {
    SpamNode byDefault = node();
    SpamNode asked = node("slow-limit", "20");
    for (SpamNode node : List.of(byDefault, asked)) {
      outboundPeers(1, 9).forEach(node::up);
      for (int i = 0; i < 60; i++) {
        node.misbehaves(outbound(1), Misbehaviour.SLOW, 10).after(SECOND);
      }
    }

    assertThat(byDefault.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(asked.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
    assertThat(asked.discouragement(outbound(1)).orElseThrow().rule()).isEqualTo("slow");
  }
}
