package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.TestNotes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link SpamControl} must keep. They do not prescribe how strict it is, but
 * it must admit an honest peer and protect the node from all others.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class SpamControlContract {

  /** Creates the spam control under test. */
  protected abstract SpamControl.Factory factory();

  /** The traffic of an honest peer that must be admitted. Override if that is too much. */
  protected Budget modestBudget() {
    return new Budget(Duration.ofSeconds(1), 1_000, 200);
  }

  /**
   * About how many departed peers, and how many authors and messages, may be remembered. Override
   * if a setting of the plugin allows more.
   */
  protected int maxRemembered() {
    return 5_000;
  }

  /**
   * The longest time after which a peer that was discouraged and no longer misbehaves is GOOD
   * again. Override it if the spam control discourages peers that misbehave. The default is empty:
   * it never does, and S24 and S25 are skipped.
   */
  protected Optional<Duration> forgivenAfter() {
    return Optional.empty();
  }

  /**
   * What the spam control discourages a peer for, each alone. Override it if there is something.
   * The default is empty: S29 is skipped.
   */
  protected Set<Evidence> provenEvidence() {
    return Set.of();
  }

  /** What a node can prove against a peer that has proved its id. */
  public enum Evidence {
    /** {@link dev.gossip.api.Misbehaviour#MALFORMED_FRAME}. */
    MALFORMED_FRAME,
    /** {@link dev.gossip.api.Misbehaviour#BROKEN_PROMISE}. */
    BROKEN_PROMISE,
    /** {@link dev.gossip.api.Misbehaviour#UNSOLICITED}. */
    UNSOLICITED,
    /** {@link dev.gossip.api.Misbehaviour#EXCESS}. */
    EXCESS,
    /** {@link dev.gossip.api.spam.Rejection.Reason#BAD_SIGNATURE}. */
    BAD_SIGNATURE
  }

  /**
   * The traffic of one peer.
   *
   * @param interval how often the peer sends one signed message and one control frame
   * @param payloadBytes size of the message's frame
   * @param controlBytes size of the control frame
   */
  public record Budget(Duration interval, int payloadBytes, int controlBytes) {
    @Override
    public String toString() {
      return payloadBytes
          + " bytes of payload frames and "
          + controlBytes
          + " bytes of control frames every "
          + TimeText.of(interval);
    }
  }

  @Test
  @DisplayName("S1: admits an honest new peer within modestBudget and accepts its messages")
  public final void honestNewPeerIsAdmitted() {
    new AnswerRules(this).honestNewPeerIsAdmitted();
  }

  @Test
  @DisplayName("S2: admits or refuses any amount of any cost without an exception")
  public final void anyAmountIsAdmittedOrRefused() {
    new AnswerRules(this).anyAmountIsAdmittedOrRefused();
  }

  @Test
  @DisplayName("S3: returns a verdict for any message without an exception")
  public final void anyMessageGetsAVerdict() {
    new AnswerRules(this).anyMessageGetsAVerdict();
  }

  @Test
  @DisplayName("S4: gives the same answers to the same calls at the same times, at every node")
  public final void answersDependOnCallsAndTimeOnly() {
    new AnswerRules(this).answersDependOnCallsAndTimeOnly();
  }

  @Test
  @DisplayName("S5: works for any start of the clock, below zero and just before it overflows")
  public final void clockMayStartAtAnyValue() {
    new AnswerRules(this).clockMayStartAtAnyValue();
  }

  @Test
  @DisplayName("S6: misbehaviour of one peer does not affect another")
  public final void peersAreIndependent() {
    new AnswerRules(this).peersAreIndependent();
  }

  @Test
  @DisplayName("S7: an honest peer may leave and return, also in the other direction")
  public final void peersMayReturn() {
    new AnswerRules(this).peersMayReturn();
  }

  @Test
  @DisplayName("S8: calls about departed or unknown peers cause no exception")
  public final void unknownPeersDoNoHarm() {
    new AnswerRules(this).unknownPeersDoNoHarm();
  }

  @Test
  @DisplayName("S9: the memory of past peers, authors and messages is bounded")
  public final void memoryIsBounded() {
    new AnswerRules(this).memoryIsBounded();
  }

  @Test
  @DisplayName("S10: a refusal stores nothing and allocates almost nothing")
  public final void refusalsAreCheap() {
    new SpendingRules(factory()).refusalsAreCheap();
  }

  @Test
  @DisplayName("S11: a refused request is refused again while no time passes")
  public final void refusalsAreStable() {
    new SpendingRules(factory()).refusalsAreStable();
  }

  @Test
  @DisplayName("S12: a peer or author gains no more from months of silence than from a day")
  public final void idleTimeDoesNotAccumulate() {
    new SpendingRules(factory()).idleTimeDoesNotAccumulate();
  }

  @Test
  @DisplayName("S13: the budget of a peer does not depend on other peers")
  public final void peersHaveSeparateBudgets() {
    new SpendingRules(factory()).peersHaveSeparateBudgets();
  }

  @Test
  @DisplayName("S14: the budget of an author does not depend on other authors")
  public final void authorsHaveSeparateBudgets() {
    new SpendingRules(factory()).authorsHaveSeparateBudgets();
  }

  @Test
  @DisplayName("S15: duplicates of a message do not use up its author's budget")
  public final void duplicatesDoNotChargeTheAuthor() {
    new SpendingRules(factory()).duplicatesDoNotChargeTheAuthor();
  }

  @Test
  @DisplayName("S16: does not blame a peer for forwarding an author that is over budget")
  public final void carriersAreNotBlamed() {
    new SpendingRules(factory()).carriersAreNotBlamed();
  }

  @Test
  @DisplayName("S17: a peer does not regain its budget by reconnecting")
  public final void reconnectingDoesNotRefillTheBudget() {
    new SpendingRules(factory()).reconnectingDoesNotRefillTheBudget();
  }

  @Test
  @DisplayName(
      "S18: charges the smallest frames, so that a peer that sends only garbage is refused")
  public final void smallestFramesAreCharged() {
    new SpendingRules(factory()).smallestFramesAreCharged();
  }

  @Test
  @DisplayName("S19: the standing of an unknown node is GOOD, and needs no explanation")
  public final void unknownNodesAreGood() {
    new StandingRules(this).unknownNodesAreGood();
  }

  @Test
  @DisplayName("S20: standing and explain have no effects and change nothing")
  public final void askingChangesNothing() {
    new StandingRules(this).askingChangesNothing();
  }

  @Test
  @DisplayName("S21: a peer that never misbehaves stays GOOD, whatever others do")
  public final void honestPeersStayGood() {
    new StandingRules(this).honestPeersStayGood();
  }

  @Test
  @DisplayName("S22: a standing that is not GOOD has an explanation, in single lines")
  public final void discouragedPeersGetReasons() {
    new StandingRules(this).discouragedPeersGetReasons();
  }

  @Test
  @DisplayName("S23: standingChanged is called when a standing gets worse")
  public final void worseStandingsAreReported() {
    new StandingRules(this).worseStandingsAreReported();
  }

  @Test
  @DisplayName("S24: misbehaviour is refused in the end, if declared")
  public final void misbehaviourIsRefusedInTheEnd() {
    requireForgivenAfter();
    new StandingRules(this).misbehaviourIsRefusedInTheEnd();
  }

  @Test
  @DisplayName("S25: time forgives, but reconnecting does not, if declared")
  public final void timeForgivesButReconnectingDoesNot() {
    Duration limit = requireForgivenAfter();
    new StandingRules(this).timeForgivesButReconnectingDoesNot(limit);
  }

  @Test
  @DisplayName("S26: works when its records are evicted")
  public final void recordsMayBeEvicted() {
    new StandingRules(this).recordsMayBeEvicted();
  }

  @Test
  @DisplayName("S27: what an author did wrong changes nothing for the peer that carried it")
  public final void carriersDoNotPayForAuthors() {
    new EvidenceRules(this).carriersDoNotPayForAuthors();
  }

  @Test
  @DisplayName("S28: discourages nobody for what cannot be judged, and nobody for being slow")
  public final void evidenceThatCannotBeJudgedIsNotCharged() {
    new EvidenceRules(this).evidenceThatCannotBeJudgedIsNotCharged();
  }

  @Test
  @DisplayName("S29: each proven evidence alone is discouraged within 10 s, if declared")
  public final void provenEvidenceIsEnoughAlone() {
    Set<Evidence> declared = provenEvidence();
    if (declared.isEmpty()) {
      abort("not checked: provenEvidence() is empty");
    }
    new EvidenceRules(this).provenEvidenceIsEnoughAlone(declared);
  }

  @Test
  @DisplayName("S30: what the application says of a third of the dialled peers discourages nobody")
  public final void evidenceOfManyPeersIsNobodysFault() {
    new EvidenceRules(this).evidenceOfManyPeersIsNobodysFault();
  }

  @Test
  @DisplayName("S31: is not stricter with the first peer that showed what a third then showed")
  public final void theFirstToShowItIsNotChargedEither() {
    new EvidenceRules(this).theFirstToShowItIsNotChargedEither();
  }

  @Test
  @DisplayName("S32: gives a discouraged peer a reason and a time to come back, and keeps to it")
  public final void discouragedPeersGetAReasonAndATime() {
    new BanRules(this).discouragedPeersGetAReasonAndATime();
  }

  @Test
  @DisplayName("S33: a second ban is longer, at most twice, and forgotten after 30 days")
  public final void bansGrowAndAreForgotten() {
    requireForgivenAfter();
    new BanRules(this).bansGrowAndAreForgotten();
  }

  @Test
  @DisplayName("S34: nothing outlives the link of a peer that has not proved its id")
  public final void claimedIdsAreForgotten() {
    new BanRules(this).claimedIdsAreForgotten();
  }

  @Test
  @DisplayName("S35: records count after a restart, and a wall clock that jumps extends no ban")
  public final void recordsOutliveTheNodeAndItsWallClock() {
    new BanRules(this).recordsOutliveTheNodeAndItsWallClock();
  }

  @Test
  @DisplayName("S36: survives any bytes in a record")
  public final void anyRecordIsSurvived() {
    new BanRules(this).anyRecordIsSurvived();
  }

  @Test
  @DisplayName("S37: what a discouraged peer does changes neither its ban nor the reason")
  public final void discouragedPeersCostNothing() {
    new BanRules(this).discouragedPeersCostNothing();
  }

  @Test
  @DisplayName("S38: explanations and discouragements name no message, peer or author")
  public final void reasonsNameNoId() {
    new EvidenceRules(this).reasonsNameNoId();
  }

  private Duration requireForgivenAfter() {
    return forgivenAfter().orElseGet(() -> abort("not checked: forgivenAfter() is empty"));
  }

  static long retainedObjects(SpamBench node) {
    try {
      return node.retainedObjects();
    } catch (ObjectGraph.InaccessibleClassException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }
}
