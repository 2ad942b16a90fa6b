package dev.gossip.reputation.strict;

import static dev.gossip.reputation.SpamNode.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Rejection.Reason;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.reputation.SpamNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StrictTest {
  private static final Peer PEER = inbound(1);
  private static final Duration DAY = Duration.ofHours(24);
  private static final SpamControl.Factory FACTORY = context -> new Strict(context, 50_000);

  private static SpamNode node() {
    return SpamNode.of(FACTORY).up(PEER).up(inbound(2));
  }

  @Test
  void oneMalformedFrameIsEnough() {
    SpamNode node = node().misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);

    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.takeStandingChanges()).containsExactly(PEER.id());
    assertThat(node.discouragement(PEER)).contains(new Discouragement("malformed", 1, DAY));
    assertThat(node.admits(PEER, Cost.CONTROL, 1)).isFalse();
    assertThat(node.standing(inbound(2))).isEqualTo(Standing.GOOD);
    assertThat(node.admits(inbound(2), Cost.CONTROL, 1)).isTrue();
  }

  @Test
  void oneBadSignatureIsEnough() {
    SpamNode node = node().rejected(PEER, Reason.BAD_SIGNATURE, true);

    assertThat(node.discouragement(PEER)).contains(new Discouragement("bad-signature", 1, DAY));
  }

  @Test
  void effectsOfLossAndOfOthersAreNoViolations() {
    SpamNode node = node();

    for (Misbehaviour kind : Misbehaviour.values()) {
      if (kind != Misbehaviour.MALFORMED_FRAME) {
        node.misbehaves(PEER, kind, 1_000);
      }
    }
    for (Reason reason : Reason.values()) {
      if (reason != Reason.BAD_SIGNATURE) {
        node.rejected(PEER, reason, true).rejected(PEER, reason, false);
      }
    }

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.explain(PEER)).isEmpty();
    assertThat(node.discouragement(PEER)).isEmpty();
  }

  @Test
  void violationIsRememberedWithoutItsRuleAfterTheLink() {
    SpamNode node = node().misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
    assertThat(node.explain(PEER, "malformed").detail())
        .isEqualTo("one provable violation is enough; discouraged for at most 1441 min from now");

    node.down(PEER).after(Duration.ofHours(1)).up(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.discouragement(PEER))
        .contains(new Discouragement("violation", 1, Duration.ofHours(23)));
    assertThat(node.explain(PEER, "violation").detail())
        .isEqualTo(
            "one provable violation, of which no more is remembered; discouraged for at most 1381"
                + " min from now");
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1)).isFalse();
  }

  @Test
  void furtherViolationsChangeNothing() {
    SpamNode node = node().misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
    node.takeStandingChanges();

    node.after(Duration.ofHours(13)).misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1_000);

    assertThat(node.takeStandingChanges()).isEmpty();
    assertThat(node.discouragement(PEER).orElseThrow().comeBackIn())
        .isEqualTo(Duration.ofHours(11));
  }

  @Test
  void peerIsForgivenAfterADay() {
    SpamNode node = node().misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1).down(PEER);

    node.after(DAY.minusNanos(1));
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    node.after(Duration.ofNanos(1)).up(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1)).isTrue();
    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
  }

  @Test
  void violationOfAPeerThatIsNotUpIsIgnored() {
    SpamNode node = node().down(PEER).misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
  }

  @Test
  void claimedIdIsDiscouragedAsLongAsItsLinkIsUp() {
    SpamNode node = SpamNode.withClaimedIds(FACTORY).up(PEER);

    node.misbehaves(PEER, Misbehaviour.MALFORMED_FRAME, 1);
    assertThat(node.standing(PEER)).isEqualTo(Standing.DISCOURAGED);
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1)).isFalse();
    assertThat(node.discouragement(PEER))
        .contains(new Discouragement("malformed", 1, Duration.ZERO));
    assertThat(node.explain(PEER, "malformed").detail()).endsWith("while its link is up");
    node.down(PEER).up(PEER);

    assertThat(node.standing(PEER)).isEqualTo(Standing.GOOD);
    assertThat(node.admits(PEER, Cost.PAYLOAD, 1)).isTrue();
  }
}
