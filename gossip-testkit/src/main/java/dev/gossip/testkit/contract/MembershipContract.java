package dev.gossip.testkit.contract;

import dev.gossip.api.membership.Membership;
import dev.gossip.core.config.NodeSettings;
import dev.gossip.testkit.TestNotes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link Membership} must keep. They let nodes come and go around one
 * membership in virtual time, carry out its decisions as a node does, and add and remove peers as a
 * user does. Which nodes it prefers, and how many, is up to the membership. All seeds are fixed, so
 * failures are reproducible.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class MembershipContract {

  /** How long a reason may be that is sent to another node, in characters. A guess. */
  static final int MAX_REASON_LENGTH = 200;

  /** Creates the membership under test. */
  protected abstract Membership.Factory factory();

  /** How many timers and how much offloaded work may wait. The default is a guess. */
  protected int maxTimers() {
    return 64;
  }

  /** About how many nodes and addresses may be remembered. The default is a guess. */
  protected int maxRemembered() {
    return 1_000;
  }

  /** How long a candidate may wait: the default of {@code gossip.candidate-timeout}. */
  final Duration answerLimit() {
    return NodeSettings.CANDIDATE_TIMEOUT.defaultValue();
  }

  @Test
  @DisplayName("G1: does nothing in create, except schedule timers and offload work")
  public final void membershipDoesNothingInCreate() {
    new MembershipRules(this).membershipDoesNothingInCreate();
  }

  @Test
  @DisplayName("G2: accepts or refuses every candidate within gossip.candidate-timeout")
  public final void everyCandidateGetsAnAnswer() {
    new MembershipRules(this).everyCandidateGetsAnAnswer();
  }

  @Test
  @DisplayName("G3: links with every peer that the user added, and stays linked")
  public final void addedPeersAreKept() {
    new MembershipRules(this).addedPeersAreKept();
  }

  @Test
  @DisplayName("G4: ends the link with a peer that the user removed, and does not dial it again")
  public final void removedPeersAreReleased() {
    new MembershipRules(this).removedPeersAreReleased();
  }

  @Test
  @DisplayName("G5: the same seed gives the same decisions")
  public final void sameSeedGivesTheSameDecisions() {
    new MembershipRules(this).sameSeedGivesTheSameDecisions();
  }

  @Test
  @DisplayName("G6: works for any start of the clock, below zero and just before it overflows")
  public final void clockMayStartAtAnyValue() {
    new MembershipRules(this).clockMayStartAtAnyValue();
  }

  @Test
  @DisplayName(
      "G7: throws only InvalidProtocolBufferException on malformed bytes, and changes no state")
  public final void malformedBytesChangeNothing() {
    new MembershipRules(this).malformedBytesChangeNothing();
  }

  @Test
  @DisplayName("G8: gives reasons in one line, and names at most 16 other addresses")
  public final void reasonsAreSingleLines() {
    new MembershipRules(this).reasonsAreSingleLines();
  }

  @Test
  @DisplayName("G9: nodes may come and go at any time, and be unknown")
  public final void nodesMayComeAndGo() {
    new MembershipRules(this).nodesMayComeAndGo();
  }

  @Test
  @DisplayName("G10: sends no control frame above maxControlBytes, or to a node that is gone")
  public final void controlFramesFitTheLimit() {
    new MembershipRules(this).controlFramesFitTheLimit();
  }

  @Test
  @DisplayName("G11: timers, offloaded work and memory are bounded")
  public final void timersAndMemoryAreBounded() {
    new MembershipRules(this).timersAndMemoryAreBounded();
  }

  @Test
  @DisplayName("G12: decides nothing about candidates that are gone, and gives their places away")
  public final void goneCandidatesAreForgotten() {
    new MembershipRules(this).goneCandidatesAreForgotten();
  }

  @Test
  @DisplayName("G13: takes the direction of a peer from peers or onPeerUp, not from its Candidate")
  public final void candidatesMayTurnOutbound() {
    new MembershipRules(this).candidatesMayTurnOutbound();
  }

  @Test
  @DisplayName("G14: protects only outbound peers that are up")
  public final void onlyOutboundPeersAreProtected() {
    new MembershipRules(this).onlyOutboundPeersAreProtected();
  }

  @Test
  @DisplayName("G15: dials at most 10 addresses a second when nothing answers")
  public final void dialsAreBounded() {
    new MembershipRules(this).dialsAreBounded();
  }

  @Test
  @DisplayName("G16: when it is full, answers a candidate within a second")
  public final void fullNodeAnswersSoon() {
    new MembershipRules(this).fullNodeAnswersSoon();
  }

  @Test
  @DisplayName("G17: refusals name only addresses that may be passed on")
  public final void refusalsNameOnlyWhatMayBePassedOn() {
    new MembershipRules(this).refusalsNameOnlyWhatMayBePassedOn();
  }
}
