package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Rules about budgets: S10 to S18. They do not depend on how budgets are stored: each measures how
 * much is admitted at one instant before a refusal. A cost that is never refused is not limited and
 * keeps every rule.
 */
final class SpendingRules {
  private static final Peer PEER = SpamBench.peer(1);
  private static final Peer OTHER_PEER = SpamBench.peer(2);
  private static final AuthorId AUTHOR = SpamBench.author(11);
  private static final AuthorId OTHER_AUTHOR = SpamBench.author(12);

  private static final int REFUSALS = 20_000;

  // Allows a boxed number or a view of a collection, but no text or list of reasons.
  private static final long MAX_BYTES_PER_REFUSAL = 64;

  private static final Duration A_DAY = Duration.ofDays(1);

  // Several durations, because an overflow may give a correct result by chance.
  private static final int[] LONG_SILENCES_IN_DAYS = {100, 200, 300, 365};

  private final SpamControl.Factory factory;

  SpendingRules(SpamControl.Factory factory) {
    this.factory = factory;
  }

  /** S10. */
  void refusalsAreCheap() {
    SpamBench node = nodeWith(PEER);
    for (Cost cost : limitedCosts(node)) {
      node.bytesAllocatedBy(PEER, cost, REFUSALS); // Warm-up: compilation and resizing.
      long before = SpamControlContract.retainedObjects(node);
      long bytes = node.bytesAllocatedBy(PEER, cost, REFUSALS);
      assertThat(bytes / REFUSALS)
          .as(
              "bytes allocated per refusal of %s; refuse before allocating anything, because a"
                  + " flood causes many refusals",
              cost)
          .isLessThanOrEqualTo(MAX_BYTES_PER_REFUSAL);
      assertThat(SpamControlContract.retainedObjects(node) - before)
          .as("objects kept because of %,d refusals of %s; do not store refusals", REFUSALS, cost)
          .isLessThan(REFUSALS / 100);
    }
  }

  /** S11. */
  void refusalsAreStable() {
    SpamBench node = nodeWith(PEER);
    for (Cost cost : limitedCosts(node)) {
      for (int i = 1; i <= 100; i++) {
        assertThat(node.admit(PEER, cost, SpamBench.amountOf(cost)))
            .as(
                "%s must not be admitted after a refusal at the same nanosecond (repetition %d);"
                    + " only time may change a refusal, or repeated requests pay off",
                cost, i)
            .isFalse();
      }
    }
  }

  /** S12. */
  void idleTimeDoesNotAccumulate() {
    SpamBench node = nodeWith(PEER);
    spendAll(node, PEER);
    for (Cost cost : Cost.values()) {
      idleTimeDoesNotAccumulate(node, cost + " admitted", () -> node.admittedAtOnce(PEER, cost));
    }
    node.acceptedAtOnce(AUTHOR, PEER);
    idleTimeDoesNotAccumulate(
        node, "messages of one author accepted", () -> node.acceptedAtOnce(AUTHOR, PEER));
  }

  private static void idleTimeDoesNotAccumulate(SpamBench node, String what, IntSupplier spend) {
    node.advance(A_DAY);
    int afterADay = spend.getAsInt();
    for (int days : LONG_SILENCES_IN_DAYS) {
      node.advance(Duration.ofDays(days));
      assertThat(spend.getAsInt())
          .as(
              "%s at once after a silence of %d days, compared with %d after one day; stop filling"
                  + " a full budget, and avoid overflow when multiplying a long time by a rate",
              what, days, afterADay)
          .isBetween(afterADay / 2, 2 * afterADay);
    }
  }

  /** S13. */
  void peersHaveSeparateBudgets() {
    for (Cost cost : Cost.values()) {
      int alone = nodeWith(PEER, OTHER_PEER).admittedAtOnce(PEER, cost);

      SpamBench node = nodeWith(PEER, OTHER_PEER);
      spendAll(node, OTHER_PEER);
      assertThat(node.admittedAtOnce(PEER, cost))
          .as("%s admitted to a peer after another spent its budget; keep a budget per peer", cost)
          .isEqualTo(alone);
    }
  }

  /** S14. */
  void authorsHaveSeparateBudgets() {
    int alone = nodeWith(PEER).acceptedAtOnce(AUTHOR, PEER);

    SpamBench node = nodeWith(PEER);
    node.acceptedAtOnce(OTHER_AUTHOR, PEER);
    assertThat(node.acceptedAtOnce(AUTHOR, PEER))
        .as(
            "messages of an author accepted after another author, received from the same peer,"
                + " has spent its budget; keep a budget for each GossipMessage.author")
        .isEqualTo(alone);
  }

  /** S15. */
  void duplicatesDoNotChargeTheAuthor() {
    int fresh = nodeWith(PEER).acceptedAtOnce(AUTHOR, PEER);

    SpamBench node = nodeWith(PEER);
    GossipMessage message = node.messageBy(AUTHOR, 100);
    for (int i = 0; i < REFUSALS; i++) {
      node.duplicate(message, PEER);
    }
    assertThat(node.acceptedAtOnce(AUTHOR, PEER))
        .as(
            "messages of an author accepted after %,d duplicates of an older one; charge in judge,"
                + " or a peer that repeats a message silences its author",
            REFUSALS)
        .isEqualTo(fresh);
  }

  /** S16. */
  void carriersAreNotBlamed() {
    SpamBench node = nodeWith(PEER);
    node.acceptedAtOnce(AUTHOR, PEER);
    for (int i = 0; i < 1_000; i++) {
      assertThat(node.judge(node.messageBy(AUTHOR, 100), PEER))
          .as(
              "the verdict on a valid message of an author over budget; return IGNORE, because the"
                  + " peer may have accepted it within the author's budget")
          .isNotEqualTo(Verdict.REJECT);
    }
    assertThat(spendAll(node, PEER))
        .as("what is admitted to a peer that forwarded an author over budget; do not charge it")
        .isEqualTo(spendAll(nodeWith(PEER), PEER));
  }

  /** S17. */
  void reconnectingDoesNotRefillTheBudget() {
    SpamBench node = nodeWith(PEER);
    for (Cost cost : limitedCosts(node)) {
      node.down(PEER);
      node.up(PEER);
      assertThat(node.admittedAtOnce(PEER, cost))
          .as(
              "%s admitted to a peer that spent its budget and reconnected at the same instant;"
                  + " keep the budget of a departed peer for a while",
              cost)
          .isZero();
    }
  }

  /** S18. */
  void smallestFramesAreCharged() {
    for (Cost cost : new Cost[] {Cost.PAYLOAD, Cost.CONTROL}) {
      int large = nodeWith(PEER).admittedAtOnce(PEER, cost);
      if (large == 0 || large == SpamBench.UNLIMITED) {
        continue;
      }
      SpamBench node = nodeWith(PEER);
      int limit = 2 * (large + 1) * (SpamBench.FRAME_BYTES / Cost.MIN_FRAME_BYTES);
      int small = 0;
      while (small <= limit && node.admit(PEER, cost, Cost.MIN_FRAME_BYTES)) {
        node.misbehaviour(PEER, Misbehaviour.MALFORMED_FRAME);
        small++;
      }
      assertThat(small)
          .as(
              "malformed frames of %d bytes of %s admitted at once, compared with %d frames of %d"
                  + " bytes; charge the smallest frames too, or garbage is free",
              Cost.MIN_FRAME_BYTES, cost, large, SpamBench.FRAME_BYTES)
          .isLessThanOrEqualTo(limit);
    }
  }

  private SpamBench nodeWith(Peer... peers) {
    SpamBench node = new SpamBench(factory, 0);
    for (Peer peer : peers) {
      node.up(peer);
    }
    return node;
  }

  /** Spends the whole budget of a peer. Returns how much of each cost was admitted. */
  private static Map<Cost, Integer> spendAll(SpamBench node, Peer peer) {
    Map<Cost, Integer> spent = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      spent.put(cost, node.admittedAtOnce(peer, cost));
    }
    return spent;
  }

  /** Spends the whole budget of the peer. Returns the costs that are limited. */
  private static List<Cost> limitedCosts(SpamBench node) {
    Map<Cost, Integer> spent = spendAll(node, PEER);
    spent.values().removeIf(amount -> amount == SpamBench.UNLIMITED);
    assumeTrue(
        !spent.isEmpty(),
        String.format(Locale.ROOT, "%,d of each cost at once are admitted", SpamBench.UNLIMITED));
    return List.copyOf(spent.keySet());
  }
}
