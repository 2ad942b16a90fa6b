package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.MembershipLog.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rules of {@link MembershipContract}. */
final class MembershipRules {
  private static final long SEED = 20_260_104;
  private static final int STEPS = 1_000;
  private static final int MANY_CANDIDATES = 300;
  private static final int FEW_CONTROL_BYTES = 100;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration TWO_HOURS = Duration.ofHours(2);
  private static final long MAX_DIALS_PER_SECOND = 10;
  private static final PeerAddress ADDED = new PeerAddress("203.0.113.99", 6_000);
  private static final long[] OTHER_STARTS = {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L};

  private final MembershipContract contract;

  MembershipRules(MembershipContract contract) {
    this.contract = contract;
  }

  /** G1. */
  void membershipDoesNothingInCreate() {
    MembershipBench node = new MembershipBench(contract.factory(), SEED, 0);
    assertThat(node.transcript())
        .as("what membership did in create; wait for onPeerAdded or a timer")
        .isEmpty();
  }

  /** G2. */
  void everyCandidateGetsAnAnswer() {
    MembershipBench few = node(0);
    few.runRandomScenario(STEPS);
    requireAnswers(few);

    MembershipBench many = node(0);
    for (int i = 0; i < MANY_CANDIDATES; i++) {
      many.candidate();
    }
    many.pass(contract.answerLimit().plusSeconds(1));
    requireAnswers(many);
  }

  private void requireAnswers(MembershipBench node) {
    assertThat(node.longestWait())
        .as(
            "how long a candidate waited for MembershipContext.accept or refuse; answer within %s,"
                + " which is gossip.candidate-timeout, or the node closes the link",
            TimeText.of(contract.answerLimit()))
        .isLessThanOrEqualTo(contract.answerLimit());
  }

  /** G3. */
  void addedPeersAreKept() {
    for (boolean isFull : List.of(false, true)) {
      MembershipBench node = node(0);
      for (int i = 0; isFull && i < MANY_CANDIDATES; i++) {
        node.candidate();
      }
      node.add(ADDED);
      node.pass(contract.answerLimit());
      assertThat(node.isWanted(ADDED))
          .as(
              "whether an address that the user added is kept or dialed %s; call"
                  + " MembershipContext.keep in onPeerAdded",
              isFull ? "at a node that has many peers" : "at a node without peers")
          .isTrue();
      for (int i = 0; i < 20 && !node.isLinked(ADDED); i++) {
        node.dialAll();
        node.pass(contract.answerLimit());
      }
      assertThat(node.isLinked(ADDED))
          .as(
              "whether an address that the user added becomes a peer %s; accept it when it is a"
                  + " candidate, and go on if it cannot be reached at first",
              isFull ? "at a node that has many peers" : "at a node without peers")
          .isTrue();
      node.pass(TEN_MINUTES);
      assertThat(node.isLinked(ADDED))
          .as(
              "whether a peer that the user added still has its link after %s",
              TimeText.of(TEN_MINUTES))
          .isTrue();
    }
  }

  /** G4. */
  void removedPeersAreReleased() {
    for (boolean isLinked : List.of(true, false)) {
      MembershipBench node = node(0);
      node.add(ADDED);
      for (int i = 0; isLinked && i < 20 && !node.isLinked(ADDED); i++) {
        node.dialAll();
        node.pass(contract.answerLimit());
      }
      node.remove(ADDED);
      node.pass(contract.answerLimit());
      requireReleased(node);
      node.dialed(ADDED, DialOutcome.of(DialOutcome.Kind.UNREACHABLE, "nobody answers"));
      node.pass(TEN_MINUTES);
      requireReleased(node);
    }
  }

  private static void requireReleased(MembershipBench node) {
    assertThat(node.isWanted(ADDED))
        .as(
            "whether an address that the user removed is still kept, dialed or linked; call"
                + " MembershipContext.release or disconnect in onPeerRemoved")
        .isFalse();
  }

  /** G5. */
  void sameSeedGivesTheSameDecisions() {
    assertThat(Traces.firstDifference(run(0).transcript(), run(0).transcript()))
        .as(
            "the first difference between two runs of one seed (%d); take time and randomness from"
                + " MembershipContext only, and keep no state in static fields",
            SEED)
        .isEmpty();
  }

  /** G6. */
  void clockMayStartAtAnyValue() {
    List<String> expected = run(0).transcript();
    for (long start : OTHER_STARTS) {
      assertThat(Traces.firstDifference(expected, run(start).transcript()))
          .as(
              "the first difference when MembershipContext.nowNanos starts at %d, not 0 (seed %d);"
                  + " compare times by their difference",
              start, SEED)
          .isEmpty();
    }
  }

  /** G7. */
  void malformedBytesChangeNothing() {
    List<ByteString> samples = run(0).samples();
    ControlBench.requireSameAfterGarbage(node(0), node(0), samples, STEPS);
  }

  /** G8. */
  void reasonsAreSingleLines() {
    MembershipBench node = run(0);
    for (int i = 0; i < MANY_CANDIDATES; i++) {
      node.candidate();
    }
    node.pass(contract.answerLimit());
    assertThat(node.log().reasons())
        .as(
            "reasons that are sent to other nodes: one line of at most %d characters, without"
                + " control characters",
            MembershipContract.MAX_REASON_LENGTH)
        .allMatch(MembershipRules::isReadable, "readable");
    assertThat(node.log().reasons())
        .as(
            "refusals with too many other addresses, upon which MembershipContext.refuse throws;"
                + " name at most %d",
            MembershipContext.MAX_OTHER_ADDRESSES)
        .allMatch(
            reason -> reason.otherAddresses() <= MembershipContext.MAX_OTHER_ADDRESSES, "few");
  }

  private static boolean isReadable(Reason reason) {
    return !reason.why().isBlank()
        && reason.why().length() <= MembershipContract.MAX_REASON_LENGTH
        && reason.why().chars().noneMatch(Character::isISOControl);
  }

  /** G9. */
  void nodesMayComeAndGo() {
    List<ByteString> samples = run(0).samples();
    MembershipBench node = node(0);
    List<PeerId> gone = new ArrayList<>(List.of(MembershipBench.peerId(4_711)));
    for (int i = 0; i < 50; i++) {
      PeerId id = node.candidate();
      node.leave(id);
      gone.add(id);
    }
    node.pass(contract.answerLimit());
    for (PeerId id : gone) {
      node.downUnknown(new Peer(id, Direction.INBOUND));
      samples.forEach(body -> node.control(id, body));
    }
    for (DialOutcome.Kind kind : DialOutcome.Kind.values()) {
      node.dialed(ADDED, DialOutcome.of(kind, "as the contract says"));
    }
    node.remove(ADDED);
    node.add(ADDED);
    node.add(ADDED);
    node.remove(ADDED);
    node.pass(TEN_MINUTES);
    node.requireFittingControls();
  }

  /** G10. */
  void controlFramesFitTheLimit() {
    MembershipBench node = run(0);
    node.limitControl(FEW_CONTROL_BYTES);
    node.runRandomScenario(STEPS);
    node.requireFittingControls();
  }

  /** G11. */
  void timersAndMemoryAreBounded() {
    MembershipBench node = run(0);
    long before = node.retainedObjects();
    node.runRandomScenario(5 * STEPS);

    assertThat(node.pendingTimers())
        .as(
            "timers and offloaded work that wait after %,d events; bound them, or override"
                + " maxTimers",
            6 * STEPS)
        .isLessThanOrEqualTo(contract.maxTimers());
    assertThat(node.retainedObjects() - before)
        .as(
            "additional objects that membership keeps after %,d events, compared with %,d; forget"
                + " nodes that are gone, or override maxRemembered",
            6 * STEPS, STEPS)
        .isLessThanOrEqualTo(contract.maxRemembered());
  }

  /** G12. */
  void goneCandidatesAreForgotten() {
    MembershipBench node = node(0);
    for (int i = 0; i < MANY_CANDIDATES; i++) {
      node.leave(node.candidate());
      if (i % 10 == 9) {
        node.pass(contract.answerLimit());
      }
    }
    assertThat(node.log().decisionsAboutGone())
        .as(
            "decisions about candidates that are gone; forget a candidate in"
                + " Membership.onCandidateGone")
        .isEmpty();

    node.pass(TEN_MINUTES);
    if (acceptsCandidates(node(0))) {
      assertThat(acceptsCandidates(node))
          .as(
              "whether it accepts any of %d candidates after others went before they got an answer;"
                  + " in Membership.onCandidateGone, give the place of the candidate to others",
              MembershipBench.MAX_NODES)
          .isTrue();
    }
  }

  /** G13. */
  void candidatesMayTurnOutbound() {
    MembershipBench node = node(0);
    for (int i = 0; i < MANY_CANDIDATES / MembershipBench.MAX_NODES; i++) {
      List<PeerId> turned = new ArrayList<>();
      for (int j = 0; j < MembershipBench.MAX_NODES; j++) {
        turned.add(j % 2 == 0 ? node.candidateThatTurnsOutbound() : node.candidate());
      }
      node.pass(contract.answerLimit());
      turned.forEach(node::turnOutbound);
      turned.forEach(node::leave);
    }
    node.pass(TEN_MINUTES);
    if (acceptsCandidates(node(0))) {
      assertThat(acceptsCandidates(node))
          .as(
              "whether it accepts any of %d candidates after others, which were inbound, came up as"
                  + " outbound peers, some after they were inbound ones, and went; take the"
                  + " direction of a peer from MembershipContext.peers or Membership.onPeerUp, not"
                  + " from its Candidate",
              MembershipBench.MAX_NODES)
          .isTrue();
    }
  }

  /** G14. */
  void onlyOutboundPeersAreProtected() {
    MembershipBench node = run(0);
    for (int i = 0; i < MembershipBench.MAX_NODES; i++) {
      node.candidate();
    }
    node.pass(TWO_HOURS);
    assertThat(node.log().wronglyProtected())
        .as(
            "peers that were protected although they are inbound or not up, so that anybody who"
                + " dials a node could escape spam control; protect only outbound peers, and"
                + " forget those that went down")
        .isEmpty();
  }

  /** G15. */
  void dialsAreBounded() {
    MembershipBench node = run(0);
    long before = node.log().dials();
    node.passWithoutAnswers(Duration.ofSeconds(1));
    node.add(ADDED);
    node.passWithoutAnswers(TEN_MINUTES);
    assertThat(node.log().dials() - before)
        .as(
            "dials within %s in which each of them fails after 100 ms; wait before the next one,"
                + " longer after several failures",
            TimeText.of(TEN_MINUTES))
        .isLessThanOrEqualTo(MAX_DIALS_PER_SECOND * TEN_MINUTES.toSeconds());
  }

  /** G16. */
  void fullNodeAnswersSoon() {
    MembershipBench node = node(0);
    for (int i = 0; i < MANY_CANDIDATES; i++) {
      node.candidate();
    }
    node.pass(contract.answerLimit());
    int refusals = node.log().reasons().size();
    if (refusals == 0) {
      // It is never full.
      return;
    }
    node.forgetWaits();
    node.candidate();
    node.pass(contract.answerLimit());
    assertThat(node.longestWait())
        .as(
            "how long a candidate waited at a node that is full; a node that cannot have another"
                + " peer answers at once, so that the other one can dial elsewhere")
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  /** G17. */
  void refusalsNameOnlyWhatMayBePassedOn() {
    MembershipBench node = run(0);
    for (int i = 0; i < MANY_CANDIDATES; i++) {
      node.candidate();
    }
    node.pass(contract.answerLimit());
    assertThat(node.log().wronglyNamed())
        .as(
            "addresses in refusals at which this node reached nobody lately, so that others would"
                + " dial strangers for it; take them from AddressBook.toPassOn")
        .isEmpty();
  }

  private boolean acceptsCandidates(MembershipBench node) {
    for (int i = 0; i < MembershipBench.MAX_NODES; i++) {
      node.candidate();
    }
    node.pass(contract.answerLimit());
    return !node.peers().isEmpty();
  }

  private MembershipBench node(long startNanos) {
    try {
      return new MembershipBench(contract.factory(), SEED, startNanos);
    } catch (AssertionError e) {
      return abort("not checked: the membership cannot be created, see G1");
    }
  }

  private MembershipBench run(long startNanos) {
    MembershipBench node = node(startNanos);
    node.runRandomScenario(STEPS);
    return node;
  }
}
