package dev.gossip.reputation.score;

import static dev.gossip.reputation.SpamNode.inbound;
import static dev.gossip.reputation.SpamNode.outbound;
import static dev.gossip.reputation.score.Scores.BAN;
import static dev.gossip.reputation.score.Scores.MINUTE;
import static dev.gossip.reputation.score.Scores.SECOND;
import static dev.gossip.reputation.score.Scores.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Peer;
import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When inferred evidence is charged. */
class CommonCauseTest {

  private static List<Peer> outboundPeers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(SpamNode::outbound).toList();
  }

  private static SpamNode nodeWith(List<Peer> peers) {
    SpamNode node = node("invalid-limit", "30", "unchecked-signature-limit", "10");
    peers.forEach(node::up);
    return node;
  }

  /** Peers carry invalid unsigned messages, one a second each. */
  private static void carryInvalid(SpamNode node, List<Peer> peers, Duration time) {
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(SECOND)) {
      peers.forEach(peer -> node.rejected(peer, Reason.INVALID, false));
      node.after(SECOND);
    }
  }

  @Test
  void peersThatAreFewerThanAThirdAreCharged() {
    SpamNode node = nodeWith(outboundPeers(1, 9));

    carryInvalid(node, outboundPeers(1, 2), Duration.ofSeconds(35));
    assertThat(node.standing(outbound(1))).isEqualTo(Standing.THROTTLED);
    carryInvalid(node, outboundPeers(1, 2), Duration.ofSeconds(10));

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.standing(outbound(2))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(outbound(1)).orElseThrow().rule()).isEqualTo("invalid");
    assertThat(node.warnings()).isEmpty();
  }

  @Test
  void thirdOfThePeersIsNotCharged() {
    SpamNode node = nodeWith(outboundPeers(1, 9));

    carryInvalid(node, outboundPeers(1, 3), Duration.ofMinutes(5));

    assertThat(outboundPeers(1, 9))
        .allSatisfy(
            peer -> {
              assertThat(node.standing(peer)).isEqualTo(Standing.GOOD);
              assertThat(node.points(peer, "invalid")).isZero();
            });
    assertThat(node.warnings())
        .containsExactly(
            new Warning(
                "suspect-self: 3 of 9 groups of peers show 'invalid'; nobody is charged",
                "check clock, version and validators of this node"));
  }

  @Test
  void firstOnesToShowItAreNotChargedEither() {
    SpamNode node = nodeWith(outboundPeers(1, 9));
    carryInvalid(node, outboundPeers(1, 2), Duration.ofSeconds(20));
    assertThat(node.points(outbound(1), "invalid")).isLessThan(-25);

    node.rejected(outbound(3), Reason.INVALID, false);

    assertThat(node.points(outbound(1), "invalid")).isZero();
    assertThat(node.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.explain(outbound(1), "invalid").detail())
        .contains("suspended: 3 of 9 groups of peers show it");
  }

  @Test
  void causeThatIsOverSuspendsForAMinute() {
    SpamNode node = nodeWith(outboundPeers(1, 9));
    carryInvalid(node, outboundPeers(1, 3), SECOND);

    carryInvalid(node, outboundPeers(1, 1), MINUTE);
    assertThat(node.points(outbound(1), "invalid")).isZero();
    carryInvalid(node, outboundPeers(1, 1), MINUTE);

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void fewerThanFourGroupsAreNotEnough() {
    SpamNode three = nodeWith(outboundPeers(1, 3)).up(inbound(10));
    carryInvalid(three, List.of(outbound(1), inbound(10)), MINUTE);
    assertThat(three.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(three.standing(inbound(10))).isEqualTo(Standing.GOOD);

    SpamNode four = nodeWith(outboundPeers(1, 4));
    carryInvalid(four, outboundPeers(1, 1), MINUTE);
    assertThat(four.standing(outbound(1))).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void swarmOfFreshInboundPeersIsChargedAndSuspendsNothing() {
    SpamNode node = nodeWith(outboundPeers(1, 4));
    List<Peer> swarm = IntStream.rangeClosed(100, 150).mapToObj(SpamNode::inbound).toList();
    swarm.forEach(node::up);

    carryInvalid(node, swarm, Duration.ofSeconds(45));

    assertThat(swarm)
        .allSatisfy(peer -> assertThat(node.standing(peer)).isEqualTo(Standing.DISCOURAGED));
    assertThat(node.warnings()).isEmpty();
  }

  @Test
  void inboundPeersAreAskedAfterTenMinutes() {
    List<Peer> peers = IntStream.rangeClosed(1, 9).mapToObj(SpamNode::inbound).toList();
    SpamNode node = nodeWith(peers).after(BAN);

    carryInvalid(node, peers.subList(0, 3), Duration.ofMinutes(2));

    assertThat(node.standing(inbound(1))).isEqualTo(Standing.GOOD);
  }

  @Test
  void eachAddressGroupHasOneVote() {
    SpamNode node = node("invalid-limit", "30");
    for (int i = 1; i <= 5; i++) {
      node.up(outbound(i), "198.51." + i + ".1");
      node.up(outbound(10 + i), "198." + (60 + i) + ".1.1");
    }

    // Six groups, of which one shows it, however many peers are in it.
    carryInvalid(node, outboundPeers(1, 5), MINUTE);

    assertThat(outboundPeers(1, 5))
        .allSatisfy(peer -> assertThat(node.standing(peer)).isEqualTo(Standing.DISCOURAGED));
  }

  @Test
  void peersThatHaveLeftAreNotAsked() {
    SpamNode node = nodeWith(outboundPeers(1, 9));
    carryInvalid(node, outboundPeers(1, 3), SECOND);

    outboundPeers(1, 3).forEach(node::down);
    carryInvalid(node, outboundPeers(9, 9), Duration.ofSeconds(50));

    assertThat(node.standing(outbound(9))).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void warningComesEveryTenMinutesAtMost() {
    SpamNode node = nodeWith(outboundPeers(1, 9));

    carryInvalid(node, outboundPeers(1, 9), BAN);
    assertThat(node.warnings()).hasSize(1);

    carryInvalid(node, outboundPeers(1, 9), SECOND);
    assertThat(node.warnings()).hasSize(2);
  }

  /** Honest nodes without the validator pass them on. */
  @Test
  void invalidMessagesAreNotChargedByDefault() {
    SpamNode node = node();
    outboundPeers(1, 9).forEach(node::up);

    carryInvalid(node, outboundPeers(1, 2), Duration.ofMinutes(5));

    assertThat(node.standing(outbound(1))).isEqualTo(Standing.GOOD);
    assertThat(node.points(outbound(1), "invalid")).isZero();
    assertThat(node.explain(outbound(1), "invalid").detail()).contains("300 in all", "not charged");
  }

  private static void carryForged(SpamNode node, List<Peer> peers, Duration time) {
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(SECOND)) {
      for (int i = 0; i < 100; i++) {
        peers.forEach(peer -> node.rejected(peer, Reason.UNCHECKED_SIGNATURE, true));
      }
      node.after(SECOND);
    }
  }

  /** Off by default: a forger could make honest peers look guilty that cannot check. */
  @Test
  void forgerThatClaimsAnotherSigningIsDiscouragedIfThatIsCharged() {
    SpamNode node = nodeWith(outboundPeers(1, 9)).up(inbound(20));

    carryForged(node, List.of(inbound(20)), Duration.ofSeconds(9));
    assertThat(node.standing(inbound(20))).isNotEqualTo(Standing.DISCOURAGED);
    carryForged(node, List.of(inbound(20)), Duration.ofSeconds(3));

    assertThat(node.standing(inbound(20))).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(inbound(20)).orElseThrow().rule())
        .isEqualTo("unchecked-signature");
  }

  @Test
  void networkThatChangesItsSigningIsNotCharged() {
    SpamNode node = nodeWith(outboundPeers(1, 9));

    carryForged(node, outboundPeers(1, 3), Duration.ofMinutes(1));

    assertThat(outboundPeers(1, 9))
        .allSatisfy(peer -> assertThat(node.standing(peer)).isEqualTo(Standing.GOOD));
    assertThat(node.warnings()).singleElement().asString().contains("unchecked-signature");
  }

  @Test
  void signedMessagesAreTheFaultOfTheirAuthors() {
    SpamNode node = nodeWith(outboundPeers(1, 9));

    for (int i = 0; i < 1_000; i++) {
      node.rejected(outbound(1), Reason.INVALID, true).after(SECOND);
    }

    assertThat(node.explain(outbound(1))).extracting("term").doesNotContain("invalid");
  }
}
