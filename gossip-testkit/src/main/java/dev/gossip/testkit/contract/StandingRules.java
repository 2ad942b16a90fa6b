package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules about what spam control thinks of peers: S19 to S26. */
final class StandingRules {
  private static final long SEED = 20_260_102;
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Peer HONEST = SpamBench.peer(1);
  private static final Peer HOSTILE = SpamBench.peer(2);

  /**
   * Enough for every control that means to discourage anybody: each time, of everything bad one.
   */
  private static final int MAX_ABUSE = 10_000;

  private static final int ABUSE_PER_INTERVAL = 100;
  private static final int FEW_RECORDS = 2;

  private final SpamControlContract contract;

  StandingRules(SpamControlContract contract) {
    this.contract = contract;
  }

  /** S19. */
  void unknownNodesAreGood() {
    SpamBench node = node();
    for (int i = 0; i < 100; i++) {
      node.sendAbuse(HOSTILE);
      Peer unknown = SpamBench.peer(100 + i);
      assertThat(node.standing(unknown))
          .as(
              "SpamControl.standing of a node that nothing is known of, after %d times of"
                  + " everything bad from another",
              i + 1)
          .isEqualTo(Standing.GOOD);
      assertThat(node.explain(unknown))
          .as("SpamControl.explain of a node that nothing is known of")
          .isEmpty();
    }
  }

  /** S20. */
  void askingChangesNothing() {
    SpamBench left = node();
    SpamBench asked = node();

    RandomSpamCalls.run(left, SEED);
    RandomSpamCalls.run(
        asked,
        SEED,
        () -> {
          for (int number = 0; number <= RandomSpamCalls.PEERS; number++) {
            Peer peer = SpamBench.peer(number);
            assertThat(asked.standing(peer))
                .as("SpamControl.standing, asked twice")
                .isEqualTo(asked.standing(peer));
            assertThat(asked.explain(peer))
                .as("SpamControl.explain, asked twice")
                .isEqualTo(asked.explain(peer));
          }
        });

    assertThat(Traces.firstDifference(left.answers(), asked.answers()))
        .as(
            "the first different answer of two nodes, of which one was also asked for standings and"
                + " explanations (seed %d); asking must change nothing",
            SEED)
        .isEmpty();
  }

  /** S21. */
  void honestPeersStayGood() {
    SpamBench node = node();
    for (Duration t = Duration.ZERO;
        t.compareTo(A_MINUTE) < 0;
        t = t.plus(contract.modestBudget().interval())) {
      node.advance(contract.modestBudget().interval());
      for (int i = 0; i < ABUSE_PER_INTERVAL; i++) {
        node.sendAbuse(HOSTILE);
      }
      node.sendHonestTraffic(HONEST, contract.modestBudget());
      // Where datagrams are lost, an honest peer sends some messages twice.
      node.duplicate(node.messageBy(SpamBench.author(11), 100), HONEST);
      assertThat(node.standing(HONEST))
          .as(
              "SpamControl.standing of an honest peer after %s next to a hostile one (%s)",
              TimeText.of(t), node.explain(HONEST))
          .isEqualTo(Standing.GOOD);
    }
  }

  /** S22. */
  void discouragedPeersGetReasons() {
    SpamBench node = node();
    for (int i = 0; i < MAX_ABUSE; i++) {
      node.sendAbuse(HOSTILE);
      if (node.standing(HOSTILE) != Standing.GOOD) {
        requireReasons(node.explain(HOSTILE), node.standing(HOSTILE));
      }
      if (node.standing(HOSTILE) == Standing.DISCOURAGED) {
        return;
      }
    }
  }

  private static void requireReasons(List<Explanation> reasons, Standing standing) {
    assertThat(reasons)
        .as(
            "SpamControl.explain of a peer whose standing is %s; name at least one reason",
            standing)
        .isNotEmpty()
        .allSatisfy(
            reason -> {
              assertThat(reason.term()).as("Explanation.term").matches(".{1,80}");
              assertThat(reason.detail()).as("Explanation.detail").matches(".{1,500}");
              assertThat(reason.value()).as("Explanation.value").isFinite();
            });
  }

  /** S23. */
  void worseStandingsAreReported() {
    SpamBench node = node();
    List<Standing> before = standings(node);
    node.drainStandingChanges();
    RandomSpamCalls.run(node, SEED, () -> requireReports(node, before));
  }

  private static void requireReports(SpamBench node, List<Standing> before) {
    List<Standing> after = standings(node);
    Set<PeerId> reported = node.drainStandingChanges();
    for (int number = 0; number < RandomSpamCalls.PEERS; number++) {
      if (after.get(number).compareTo(before.get(number)) > 0) {
        assertThat(reported)
            .as(
                "peers of SpamContext.standingChanged when the standing of peer %d went from %s to"
                    + " %s; without that call the node does not disconnect it",
                number, before.get(number), after.get(number))
            .contains(SpamBench.peer(number).id());
      }
      before.set(number, after.get(number));
    }
  }

  private static List<Standing> standings(SpamBench node) {
    List<Standing> standings = new ArrayList<>();
    for (int number = 0; number < RandomSpamCalls.PEERS; number++) {
      standings.add(node.standing(SpamBench.peer(number)));
    }
    return standings;
  }

  /** S24. */
  void misbehaviourIsRefusedInTheEnd() {
    SpamBench node = node();
    abuse(node);

    assertThat(node.standing(HOSTILE))
        .as(
            "SpamControl.standing of a peer that sent %,d times of everything bad; forgivenAfter()"
                + " declares that such peers are discouraged",
            MAX_ABUSE)
        .isEqualTo(Standing.DISCOURAGED);
    for (Cost cost : Cost.values()) {
      assertThat(node.admit(HOSTILE, cost, 1))
          .as("whether %s of a discouraged peer is admitted; refuse everything from it", cost)
          .isFalse();
    }
  }

  /** S25. */
  void timeForgivesButReconnectingDoesNot(Duration forgivenAfter) {
    SpamBench node = node();
    abuse(node);
    Standing worst = node.standing(HOSTILE);

    node.down(HOSTILE);
    node.up(HOSTILE);
    assertThat(node.standing(HOSTILE))
        .as("SpamControl.standing of a discouraged peer that reconnected")
        .isEqualTo(worst);
    node.down(HOSTILE);
    node.advance(forgivenAfter);
    assertThat(node.standing(HOSTILE))
        .as(
            "SpamControl.standing of a discouraged peer after %s without misbehaviour; forgive, or"
                + " declare a longer time in forgivenAfter()",
            TimeText.of(forgivenAfter))
        .isEqualTo(Standing.GOOD);
    node.up(HOSTILE);
    node.advance(contract.modestBudget().interval());
    assertThat(node.sendHonestTraffic(HOSTILE, contract.modestBudget()))
        .as("what was refused to a peer that was forgiven")
        .isEmpty();
  }

  /** S26. */
  void recordsMayBeEvicted() {
    SpamBench node = new SpamBench(contract.factory(), 0, FEW_RECORDS);
    RandomSpamCalls.run(node, SEED);
    node.runStrangers(1_000);

    assertThat(refusedToNewPeer(node))
        .as(
            "what was refused to a new peer at a node where SpamContext.records is full, compared"
                + " with a new node")
        .isEqualTo(refusedToNewPeer(node()));
  }

  private String refusedToNewPeer(SpamBench node) {
    Peer fresh = SpamBench.peer(77);
    node.up(fresh);
    node.advance(contract.modestBudget().interval());
    return node.sendHonestTraffic(fresh, contract.modestBudget());
  }

  /** Sends everything bad until the peer is discouraged, but not without end. */
  private static void abuse(SpamBench node) {
    for (int i = 0; i < MAX_ABUSE && node.standing(HOSTILE) != Standing.DISCOURAGED; i++) {
      node.sendAbuse(HOSTILE);
    }
  }

  /** A node with an honest and a hostile peer. */
  private SpamBench node() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    node.up(HOSTILE);
    node.up(HONEST);
    return node;
  }
}
