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
 * What every {@link SpamControl} has to do. How strict it is, is its own business; but an honest
 * neighbour has to get through, and the node has to survive all others.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class SpamControlContract {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final long SEED = 20_260_101;

  /** Makes the spam control under test. */
  protected abstract SpamControl.Factory factory();

  /** What an honest neighbour may ask for in any case; override if it is refused rightly. */
  protected Budget modestBudget() {
    return new Budget(Duration.ofSeconds(1), 1_000, 200);
  }

  /**
   * About how many neighbours that are gone may be remembered, and authors and messages as well;
   * override if a setting of the plugin allows more.
   */
  protected int rememberedAtMost() {
    return 5_000;
  }

  /**
   * What a neighbour asks for.
   *
   * @param every how often it sends one signed message and one control frame
   * @param payloadBytes of the message's frame
   * @param controlBytes of the control frame
   */
  public record Budget(Duration every, int payloadBytes, int controlBytes) {}

  @Test
  @DisplayName("S1: an honest newcomer within the modest budget is admitted and believed")
  public final void honestNewcomersGetThrough() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer honest = SpamBench.peer(1);
    node.up(honest);

    for (Duration t = Duration.ZERO; t.compareTo(A_MINUTE) < 0; t = t.plus(modestBudget().every)) {
      node.pass(modestBudget().every);
      String refusal = node.hearHonestly(honest, modestBudget());
      assertThat(refusal)
          .as(
              "what was refused to an honest newcomer after %s of %s; override modestBudget if"
                  + " that is too much",
              t, modestBudget())
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S2: any amount of any cost is admitted or refused, and nothing is thrown")
  public final void anyAmountCanBeAsked() {
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
  @DisplayName("S3: any message gets a verdict, and nothing is thrown")
  public final void anyMessageCanBeJudged() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer peer = SpamBench.peer(1);
    node.up(peer);

    for (GossipMessage message : SpamBench.oddMessages()) {
      node.judge(message, peer);
      node.firstDelivery(message, peer);
      node.duplicate(message, peer);
    }
  }

  @Test
  @DisplayName("S4: the same calls at the same times get the same answers, at every node")
  public final void answersFollowFromTheCalls() {
    SpamBench one = new SpamBench(factory(), 0);
    SpamBench two = new SpamBench(factory(), 0);

    one.liveThrough(SEED);
    two.liveThrough(SEED);

    assertThat(Traces.firstDifference(one.answers(), two.answers()))
        .as(
            "where the answers of two nodes part (seed %d); what decides is what a node was told"
                + " and SpamContext.nowNanos, no clock, chance or static field besides",
            SEED)
        .isEmpty();
  }

  @Test
  @DisplayName("S5: the clock may start anywhere, below zero and just before it overflows")
  public final void clockMayStartAnywhere() {
    SpamBench fromZero = new SpamBench(factory(), 0);
    fromZero.liveThrough(SEED);

    for (long start : new long[] {-5_000_000_000L, Long.MAX_VALUE - 30_000_000_000L}) {
      SpamBench shifted = new SpamBench(factory(), start);
      shifted.liveThrough(SEED);
      assertThat(Traces.firstDifference(fromZero.answers(), shifted.answers()))
          .as(
              "where the answers part when SpamContext.nowNanos starts at %d instead of 0 (seed"
                  + " %d); compare times by their difference, and let none stand for 'never'",
              start, SEED)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S6: one neighbour's misdeeds are not held against another")
  public final void neighboursAreIndependent() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer honest = SpamBench.peer(1);
    Peer hostile = SpamBench.peer(2);
    node.up(honest);
    node.up(hostile);

    for (Duration t = Duration.ZERO; t.compareTo(A_MINUTE) < 0; t = t.plus(modestBudget().every)) {
      node.pass(modestBudget().every);
      for (int i = 0; i < 100; i++) {
        node.hearAbuse(hostile);
      }
      assertThat(node.hearHonestly(honest, modestBudget()))
          .as("what was refused to an honest neighbour after %s beside a hostile one", t)
          .isEmpty();
    }
  }

  @Test
  @DisplayName("S7: a neighbour may go and come again, from the other side, too")
  public final void neighboursMayComeAgain() {
    SpamBench node = new SpamBench(factory(), 0);
    for (int i = 0; i < 10; i++) {
      Direction direction = i % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND;
      Peer peer = new Peer(SpamBench.peer(1).id(), direction);
      node.up(peer);
      node.pass(modestBudget().every);
      assertThat(node.hearHonestly(peer, modestBudget()))
          .as("what was refused to an honest neighbour after %d earlier visits", i)
          .isEmpty();
      node.down(peer);
      node.pass(modestBudget().every);
    }
  }

  @Test
  @DisplayName("S8: what is told of neighbours that are gone, or never came, does no harm")
  public final void unknownNeighboursDoNoHarm() {
    SpamBench node = new SpamBench(factory(), 0);
    Peer gone = SpamBench.peer(1);
    node.up(gone);
    node.hearAbuse(gone);
    node.down(gone);

    // A signature check that takes long ends when the neighbour may be gone.
    for (Peer absent : new Peer[] {gone, SpamBench.peer(2)}) {
      node.hearHonestly(absent, modestBudget());
      node.hearAbuse(absent);
      node.down(absent);
    }
  }

  @Test
  @DisplayName("S9: what it remembers of neighbours, authors and messages that are gone is bounded")
  public final void memoryIsBounded() {
    int most = rememberedAtMost();
    int half = Math.max(2 * most, 50_000);
    SpamBench node = new SpamBench(factory(), 0);
    node.meetStrangers(half);
    long before = sizeOf(node);

    node.meetStrangers(half);

    assertThat(sizeOf(node) - before)
        .as(
            "objects that spam control keeps after %,d strangers came, misbehaved and went in"
                + " %,d ms, more than after half of them; bound what is kept beyond onPeerDown, or"
                + " override rememberedAtMost",
            2 * half, 2 * half)
        .isLessThan(most / 10);
  }

  @Test
  @DisplayName("S10: a refusal keeps nothing, and makes next to no objects")
  public final void refusingIsCheap() {
    new SpendingRules(factory()).refusingIsCheap();
  }

  @Test
  @DisplayName("S11: what was refused is refused again as long as no time passes")
  public final void refusalsAreStable() {
    new SpendingRules(factory()).refusalsAreStable();
  }

  @Test
  @DisplayName("S12: after months of silence as much may be spent at once as after a day")
  public final void idleTimeIsNotHoarded() {
    new SpendingRules(factory()).idleTimeIsNotHoarded();
  }

  @Test
  @DisplayName("S13: what a neighbour may spend does not depend on what others spend")
  public final void neighboursSpendTheirOwn() {
    new SpendingRules(factory()).neighboursSpendTheirOwn();
  }

  @Test
  @DisplayName("S14: what an author may say does not depend on what others say")
  public final void authorsSpendTheirOwn() {
    new SpendingRules(factory()).authorsSpendTheirOwn();
  }

  @Test
  @DisplayName("S15: copies of an author's messages cost the author nothing")
  public final void copiesCostTheAuthorNothing() {
    new SpendingRules(factory()).copiesCostTheAuthorNothing();
  }

  @Test
  @DisplayName("S16: an author that says too much is no fault of the neighbour that brings it")
  public final void bearersAreNotBlamed() {
    new SpendingRules(factory()).bearersAreNotBlamed();
  }

  @Test
  @DisplayName("S17: who goes and comes again at once may not spend again what it has spent")
  public final void comingAgainEarnsNothing() {
    new SpendingRules(factory()).comingAgainEarnsNothing();
  }

  @Test
  @DisplayName(
      "S18: the smallest frames are charged, too: who sends nothing but garbage is refused")
  public final void garbageIsCharged() {
    new SpendingRules(factory()).garbageIsCharged();
  }

  static long sizeOf(SpamBench node) {
    try {
      return node.objectsKept();
    } catch (ObjectGraph.ClosedException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }
}
