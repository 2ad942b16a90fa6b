package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;

/** Rules about answers, honest peers and memory: S1 to S9. */
final class AnswerRules {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final long SEED = 20_260_101;

  private final SpamControlContract contract;

  AnswerRules(SpamControlContract contract) {
    this.contract = contract;
  }

  /** S1. */
  void honestNewPeerIsAdmitted() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    Peer honest = SpamBench.peer(1);
    node.up(honest);

    for (Duration t = Duration.ZERO;
        t.compareTo(A_MINUTE) < 0;
        t = t.plus(contract.modestBudget().interval())) {
      node.advance(contract.modestBudget().interval());
      String refusal = node.sendHonestTraffic(honest, contract.modestBudget());
      assertThat(refusal)
          .as(
              "what was refused to an honest new peer after %s of %s; admit it, or override"
                  + " modestBudget if that is too much",
              TimeText.of(t), contract.modestBudget())
          .isEmpty();
    }
  }

  /** S2. */
  void anyAmountIsAdmittedOrRefused() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    Peer peer = SpamBench.peer(1);
    node.up(peer);

    for (Cost cost : Cost.values()) {
      for (int amount : new int[] {0, 1, -1, SpamBench.FRAME_BYTES, 1 << 20, Integer.MAX_VALUE}) {
        node.admit(peer, cost, amount);
      }
      node.admit(peer, cost, Integer.MIN_VALUE);
      node.admit(peer, cost, Integer.MAX_VALUE);
    }
  }

  /** S3. */
  void anyMessageGetsAVerdict() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    Peer peer = SpamBench.peer(1);
    node.up(peer);

    for (GossipMessage message : EdgeCaseMessages.all()) {
      node.judge(message, peer);
      node.firstDelivery(message, peer);
      node.duplicate(message, peer);
    }
  }

  /** S4. */
  void answersDependOnCallsAndTimeOnly() {
    SpamBench one = new SpamBench(contract.factory(), 0);
    SpamBench two = new SpamBench(contract.factory(), 0);

    RandomSpamCalls.run(one, SEED);
    RandomSpamCalls.run(two, SEED);

    assertThat(Traces.firstDifference(one.answers(), two.answers()))
        .as(
            "the first different answer of two nodes (seed %d); decide by earlier calls and"
                + " SpamContext.nowNanos only, not by another clock, randomness or static fields",
            SEED)
        .isEmpty();
  }

  /** S5. */
  void clockMayStartAtAnyValue() {
    SpamBench fromZero = new SpamBench(contract.factory(), 0);
    RandomSpamCalls.run(fromZero, SEED);

    for (long start : new long[] {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L}) {
      SpamBench shifted = new SpamBench(contract.factory(), start);
      RandomSpamCalls.run(shifted, SEED);
      assertThat(Traces.firstDifference(fromZero.answers(), shifted.answers()))
          .as(
              "the first different answer when SpamContext.nowNanos starts at %d, not 0 (seed"
                  + " %d); compare times by their difference, and use no time value for 'never'",
              start, SEED)
          .isEmpty();
    }
  }

  /** S6. */
  void peersAreIndependent() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    Peer honest = SpamBench.peer(1);
    Peer hostile = SpamBench.peer(2);
    node.up(honest);
    node.up(hostile);

    for (Duration t = Duration.ZERO;
        t.compareTo(A_MINUTE) < 0;
        t = t.plus(contract.modestBudget().interval())) {
      node.advance(contract.modestBudget().interval());
      for (int i = 0; i < 100; i++) {
        node.sendAbuse(hostile);
      }
      assertThat(node.sendHonestTraffic(honest, contract.modestBudget()))
          .as(
              "what was refused to an honest peer after %s next to a hostile peer; judge each peer"
                  + " on its own",
              TimeText.of(t))
          .isEmpty();
    }
  }

  /** S7. */
  void peersMayReturn() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    for (int i = 0; i < 10; i++) {
      Direction direction = i % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND;
      Peer peer = new Peer(SpamBench.peer(1).id(), direction);
      node.up(peer);
      node.advance(contract.modestBudget().interval());
      assertThat(node.sendHonestTraffic(peer, contract.modestBudget()))
          .as(
              "what was refused to an honest peer after %d earlier links; do not penalise a return",
              i)
          .isEmpty();
      node.down(peer);
      node.advance(contract.modestBudget().interval());
    }
  }

  /** S8. */
  void unknownPeersDoNoHarm() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    Peer gone = SpamBench.peer(1);
    node.up(gone);
    node.sendAbuse(gone);
    node.down(gone);

    // The peer may have left before a slow signature check ends.
    for (Peer absent : new Peer[] {gone, SpamBench.peer(2)}) {
      node.sendHonestTraffic(absent, contract.modestBudget());
      node.sendAbuse(absent);
      node.down(absent);
    }
  }

  /** S9. */
  void memoryIsBounded() {
    int remembered = contract.maxRemembered();
    int half = Math.max(2 * remembered, 50_000);
    SpamBench node = new SpamBench(contract.factory(), 0);
    node.runStrangers(half);
    long before = SpamControlContract.retainedObjects(node);

    node.runStrangers(half);

    assertThat(SpamControlContract.retainedObjects(node) - before)
        .as(
            "additional objects that spam control keeps after %,d peers connected, misbehaved"
                + " and left in %,d ms, compared with half as many; bound what is kept after"
                + " onPeerDown, or override maxRemembered",
            2 * half, 2 * half)
        .isLessThan(remembered / 10);
  }
}
