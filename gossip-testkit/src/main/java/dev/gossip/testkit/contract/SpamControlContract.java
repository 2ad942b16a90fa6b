package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.TestNotes;
import java.time.Duration;
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
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final long SEED = 20_260_101;

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
   * The traffic of one peer.
   *
   * @param interval how often the peer sends one signed message and one control frame
   * @param payloadBytes size of the message's frame
   * @param controlBytes size of the control frame
   */
  public record Budget(Duration interval, int payloadBytes, int controlBytes) {}

  @Test
  @DisplayName("S1: admits an honest new peer within modestBudget and accepts its messages")
  public final void honestNewPeerIsAdmitted() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer honest = SpamBench.peer(1);
    node.up(honest);

    for (Duration t = Duration.ZERO;
        t.compareTo(A_MINUTE) < 0;
        t = t.plus(modestBudget().interval)) {
      node.advance(modestBudget().interval);
      String refusal = node.sendHonestTraffic(honest, modestBudget());
      assertThat(refusal)
          .as(
              "what was refused to an honest new peer after %s of %s; admit it, or override"
                  + " modestBudget if that is too much",
              t, modestBudget())
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S2: admits or refuses any amount of any cost without an exception")
  public final void anyAmountIsAdmittedOrRefused() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer peer = SpamBench.peer(1);
    node.up(peer);

    for (Cost cost : Cost.values()) {
      for (int amount : new int[] {0, 1, -1, 1_177, 1 << 20, Integer.MAX_VALUE}) {
        node.admit(peer, cost, amount);
      }
      node.admit(peer, cost, Integer.MIN_VALUE);
      node.admit(peer, cost, Integer.MAX_VALUE);
    }
  }

  @Test
  @DisplayName("S3: returns a verdict for any message without an exception")
  public final void anyMessageGetsAVerdict() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer peer = SpamBench.peer(1);
    node.up(peer);

    for (GossipMessage message : SpamBench.edgeCaseMessages()) {
      node.judge(message, peer);
      node.firstDelivery(message, peer);
      node.duplicate(message, peer);
    }
  }

  @Test
  @DisplayName("S4: gives the same answers to the same calls at the same times, at every node")
  public final void answersDependOnCallsAndTimeOnly() {
    SpamBench one = new SpamBench(factory(), 0);
    SpamBench two = new SpamBench(factory(), 0);

    one.runRandomScenario(SEED);
    two.runRandomScenario(SEED);

    assertThat(Traces.firstDifference(one.answers(), two.answers()))
        .as(
            "the first different answer of two nodes (seed %d); decide by earlier calls and"
                + " SpamContext.nowNanos only, not by another clock, randomness or static fields",
            SEED)
        .isEmpty();
  }

  @Test
  @DisplayName("S5: works for any start of the clock, below zero and just before it overflows")
  public final void clockMayStartAtAnyValue() {
    SpamBench fromZero = new SpamBench(factory(), 0);
    fromZero.runRandomScenario(SEED);

    for (long start : new long[] {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L}) {
      SpamBench shifted = new SpamBench(factory(), start);
      shifted.runRandomScenario(SEED);
      assertThat(Traces.firstDifference(fromZero.answers(), shifted.answers()))
          .as(
              "the first different answer when SpamContext.nowNanos starts at %d, not 0 (seed"
                  + " %d); compare times by their difference, and use no time value for 'never'",
              start, SEED)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S6: misbehaviour of one peer does not affect another")
  public final void peersAreIndependent() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer honest = SpamBench.peer(1);
    Peer hostile = SpamBench.peer(2);
    node.up(honest);
    node.up(hostile);

    for (Duration t = Duration.ZERO;
        t.compareTo(A_MINUTE) < 0;
        t = t.plus(modestBudget().interval)) {
      node.advance(modestBudget().interval);
      for (int i = 0; i < 100; i++) {
        node.sendAbuse(hostile);
      }
      assertThat(node.sendHonestTraffic(honest, modestBudget()))
          .as(
              "what was refused to an honest peer after %s next to a hostile peer; judge each peer"
                  + " on its own",
              t)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S7: an honest peer may leave and return, also in the other direction")
  public final void peersMayReturn() {
    SpamBench node = new SpamBench(factory(), 0);
    for (int i = 0; i < 10; i++) {
      Direction direction = i % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND;
      Peer peer = new Peer(SpamBench.peer(1).id(), direction);
      node.up(peer);
      node.advance(modestBudget().interval);
      assertThat(node.sendHonestTraffic(peer, modestBudget()))
          .as(
              "what was refused to an honest peer after %d earlier links; do not penalise a return",
              i)
          .isEmpty();
      node.down(peer);
      node.advance(modestBudget().interval);
    }
  }

  @Test
  @DisplayName("S8: calls about departed or unknown peers cause no exception")
  public final void unknownPeersDoNoHarm() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer gone = SpamBench.peer(1);
    node.up(gone);
    node.sendAbuse(gone);
    node.down(gone);

    // The peer may have left before a slow signature check ends.
    for (Peer absent : new Peer[] {gone, SpamBench.peer(2)}) {
      node.sendHonestTraffic(absent, modestBudget());
      node.sendAbuse(absent);
      node.down(absent);
    }
  }

  @Test
  @DisplayName("S9: the memory of past peers, authors and messages is bounded")
  public final void memoryIsBounded() {
    int remembered = maxRemembered();
    int half = Math.max(2 * remembered, 50_000);
    SpamBench node = new SpamBench(factory(), 0);
    node.runStrangers(half);
    long before = retainedObjects(node);

    node.runStrangers(half);

    assertThat(retainedObjects(node) - before)
        .as(
            "additional objects that spam control keeps after %,d peers connected, misbehaved"
                + " and left in %,d ms, compared with half as many; bound what is kept after"
                + " onPeerDown, or override maxRemembered",
            2 * half, 2 * half)
        .isLessThan(remembered / 10);
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

  static long retainedObjects(SpamBench node) {
    try {
      return node.retainedObjects();
    } catch (ObjectGraph.InaccessibleClassException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }
}
