package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.contract.SpamControlContract.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules about what speaks against a peer: S27 to S31 and S38. */
final class EvidenceRules {
  private static final long SEED = 20_260_103;
  private static final Peer CARRIER = SpamBench.peer(1);
  private static final Peer HOSTILE = SpamBench.peer(2);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int PER_MINUTE = 600;
  private static final int PER_TEN_SECONDS = 100;

  /** The witnesses: peers that this node has dialled, each in a part of the network of its own. */
  private static final List<Peer> DIALLED =
      IntStream.range(10, 19)
          .mapToObj(number -> new Peer(SpamBench.peer(number).id(), Direction.OUTBOUND))
          .toList();

  private static final int A_THIRD = 3;
  private static final Pattern ID = Pattern.compile(".*\\b[0-9a-fA-F]{8,}\\b.*", Pattern.DOTALL);

  private final SpamControlContract contract;

  EvidenceRules(SpamControlContract contract) {
    this.contract = contract;
  }

  /** S27. */
  void carriersDoNotPayForAuthors() {
    SpamBench carrying = node(CARRIER);
    SpamBench idle = node(CARRIER);
    for (int i = 0; i < PER_MINUTE; i++) {
      for (Rejection.Reason reason : Rejection.Reason.values()) {
        if (reason.fault() == Rejection.Fault.AUTHOR) {
          carrying.rejected(carrying.messageBy(SpamBench.author(5), 100), CARRIER, reason);
        }
      }
      carrying.advance(INTERVAL);
      idle.advance(INTERVAL);
    }

    requireSame(
        carrying,
        idle,
        CARRIER,
        "a peer that carried what an author did wrong, and of one that did not");
  }

  /** S28. */
  void evidenceThatCannotBeJudgedIsNotCharged() {
    SpamBench node = node(CARRIER);
    for (int i = 0; i < 10 * PER_MINUTE; i++) {
      node.rejected(
          node.messageBy(SpamBench.author(5), 100), CARRIER, Rejection.Reason.UNCHECKED_SIGNATURE);
      node.misbehaviour(CARRIER, Misbehaviour.SLOW);
      node.advance(INTERVAL.dividedBy(10));
    }

    assertThat(node.standing(CARRIER))
        .as(
            "SpamControl.standing of a peer that is slow and whose messages cannot be judged (%s)",
            node.explain(CARRIER))
        .isNotEqualTo(Standing.DISCOURAGED);
  }

  /** S29. */
  void provenEvidenceIsEnoughAlone(Set<Evidence> declared) {
    for (Evidence evidence : declared) {
      SpamBench node = node(HOSTILE);
      for (int i = 0; i < PER_TEN_SECONDS; i++) {
        show(node, evidence);
        node.advance(INTERVAL);
      }
      assertThat(node.standing(HOSTILE))
          .as(
              "SpamControl.standing of a peer with %s ten times a second, for 10 s and alone;"
                  + " provenEvidence() declares that it is discouraged (%s)",
              evidence, node.explain(HOSTILE))
          .isEqualTo(Standing.DISCOURAGED);
    }
  }

  private static void show(SpamBench node, Evidence evidence) {
    switch (evidence) {
      case MALFORMED_FRAME -> node.misbehaviour(HOSTILE, Misbehaviour.MALFORMED_FRAME);
      case BROKEN_PROMISE -> node.misbehaviour(HOSTILE, Misbehaviour.BROKEN_PROMISE);
      case UNSOLICITED -> node.misbehaviour(HOSTILE, Misbehaviour.UNSOLICITED);
      case EXCESS -> node.misbehaviour(HOSTILE, Misbehaviour.EXCESS);
      case BAD_SIGNATURE ->
          node.rejected(
              node.messageBy(SpamBench.author(5), 100), HOSTILE, Rejection.Reason.BAD_SIGNATURE);
    }
  }

  /** S30. */
  void evidenceOfManyPeersIsNobodysFault() {
    SpamBench node = witnesses();
    List<Peer> showing = DIALLED.subList(0, A_THIRD);
    for (int i = 0; i < PER_MINUTE; i++) {
      showing.forEach(peer -> showInferred(node, peer));
      node.advance(INTERVAL);
    }

    for (Peer peer : showing) {
      assertThat(node.standing(peer))
          .as(
              "SpamControl.standing of one of %d dialled peers of which %d send what the"
                  + " application finds invalid; the fault may be here (%s)",
              DIALLED.size(), A_THIRD, node.explain(peer))
          .isNotEqualTo(Standing.DISCOURAGED);
    }
  }

  /** S31. */
  void theFirstToShowItIsNotChargedEither() {
    SpamBench early = witnesses();
    SpamBench late = witnesses();
    Peer first = DIALLED.get(0);
    for (int i = 0; i < 20; i++) {
      showInferred(early, first);
      advance(early, late, Duration.ofSeconds(1));
    }
    for (Peer peer : DIALLED.subList(0, A_THIRD)) {
      showInferred(early, peer);
      showInferred(late, peer);
    }
    requireSameStanding(early, late, first);
    advance(early, late, Duration.ofSeconds(70));

    // By now the others have shown nothing for longer than a minute.
    for (int i = 0; i < 60; i++) {
      showInferred(early, first);
      showInferred(late, first);
      requireSameStanding(early, late, first);
      advance(early, late, Duration.ofSeconds(1));
    }
  }

  private static void advance(SpamBench one, SpamBench two, Duration time) {
    one.advance(time);
    two.advance(time);
  }

  private static void requireSameStanding(SpamBench early, SpamBench late, Peer first) {
    assertThat(early.standing(first))
        .as(
            "SpamControl.standing of the peer that first showed what a third of all showed then,"
                + " compared with one that showed it only then (%s)",
            early.explain(first))
        .isEqualTo(late.standing(first));
  }

  /** Sends something unsigned that the application finds invalid. */
  private static void showInferred(SpamBench node, Peer peer) {
    node.rejected(node.messageBy(AuthorId.NONE, 100), peer, Rejection.Reason.INVALID);
  }

  /** S38. */
  void reasonsNameNoId() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    RandomSpamCalls.run(node, SEED, () -> requireNoIds(node));
  }

  private static void requireNoIds(SpamBench node) {
    for (int number = 0; number < RandomSpamCalls.PEERS; number++) {
      Peer peer = SpamBench.peer(number);
      Stream<String> explained =
          node.explain(peer).stream().flatMap(why -> Stream.of(why.term(), why.detail()));
      Stream<String> reasons =
          node.standing(peer) == Standing.DISCOURAGED
              ? node.discouragement(peer).stream().map(String::valueOf)
              : Stream.of();
      assertThat(Stream.concat(explained, reasons))
          .as("what is said about a peer, which must name no message, peer or author")
          .allSatisfy(text -> assertThat(text).doesNotMatch(ID));
    }
  }

  private static void requireSame(SpamBench one, SpamBench other, Peer peer, String whose) {
    assertThat(one.standing(peer))
        .as("SpamControl.standing of %s (%s)", whose, one.explain(peer))
        .isEqualTo(other.standing(peer));
    assertThat(one.explain(peer))
        .as("SpamControl.explain of %s", whose)
        .isEqualTo(other.explain(peer));
  }

  private SpamBench node(Peer peer) {
    SpamBench node = new SpamBench(contract.factory(), 0);
    node.up(peer);
    return node;
  }

  private SpamBench witnesses() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    DIALLED.forEach(node::up);
    return node;
  }
}
