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
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Rules about budgets, however they are kept. Each looks from outside: how much is admitted in one
 * instant until something is refused. What is never refused is not limited and keeps every rule.
 */
final class SpendingRules {
  private static final Peer PEER = SpamBench.peer(1);
  private static final Peer OTHER_PEER = SpamBench.peer(2);
  private static final AuthorId AUTHOR = SpamBench.author(11);
  private static final AuthorId OTHER_AUTHOR = SpamBench.author(12);

  private static final int REFUSALS = 20_000;

  // A boxed number or a view of a collection may be; a text or a list of reasons may not.
  private static final long MOST_BYTES_PER_REFUSAL = 64;

  private static final Duration A_DAY = Duration.ofDays(1);

  // Several, since what overflows may come out right by chance.
  private static final int[] LONG_SILENCES_IN_DAYS = {100, 200, 300, 365};

  private final SpamControl.Factory factory;

  SpendingRules(SpamControl.Factory factory) {
    this.factory = factory;
  }

  /** S10. */
  void refusingIsCheap() {
    SpamBench node = nodeWith(PEER);
    for (Cost cost : limitedCosts(node)) {
      node.bytesAllocatedBy(PEER, cost, REFUSALS); // What is compiled or resized once.
      long kept = SpamControlContract.sizeOf(node);
      long bytes = node.bytesAllocatedBy(PEER, cost, REFUSALS);
      assertThat(bytes / REFUSALS)
          .as(
              "bytes of objects made for each refusal of %s; refuse before making anything, for"
                  + " that is what a flood asks for",
              cost)
          .isLessThanOrEqualTo(MOST_BYTES_PER_REFUSAL);
      assertThat(SpamControlContract.sizeOf(node) - kept)
          .as(
              "objects kept because of %,d refusals of %s; a refusal is not remembered",
              REFUSALS, cost)
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
                "whether %s is admitted that was refused at the same nanosecond, when it is asked"
                    + " for the %d. time; only time may change a refusal, or asking again pays",
                cost, i)
            .isFalse();
      }
    }
  }

  /** S12. */
  void idleTimeIsNotHoarded() {
    SpamBench node = nodeWith(PEER);
    spendAll(node, PEER);
    for (Cost cost : Cost.values()) {
      idleTimeIsNotHoarded(node, cost + " admitted", () -> node.spend(PEER, cost));
    }
    node.speak(AUTHOR, PEER);
    idleTimeIsNotHoarded(node, "messages of one author accepted", () -> node.speak(AUTHOR, PEER));
  }

  private static void idleTimeIsNotHoarded(SpamBench node, String what, IntSupplier spend) {
    node.pass(A_DAY);
    int afterADay = spend.getAsInt();
    for (int days : LONG_SILENCES_IN_DAYS) {
      node.pass(Duration.ofDays(days));
      assertThat(spend.getAsInt())
          .as(
              "%s at once after a silence of %d days, when after one day it was %d; a full budget"
                  + " grows no more, and a product of a long time and a rate may overflow",
              what, days, afterADay)
          .isBetween(afterADay / 2, 2 * afterADay);
    }
  }

  /** S13. */
  void neighboursSpendTheirOwn() {
    for (Cost cost : Cost.values()) {
      int alone = nodeWith(PEER, OTHER_PEER).spend(PEER, cost);

      SpamBench node = nodeWith(PEER, OTHER_PEER);
      spendAll(node, OTHER_PEER);
      assertThat(node.spend(PEER, cost))
          .as("%s admitted to a neighbour after another had spent all it may", cost)
          .isEqualTo(alone);
    }
  }

  /** S14. */
  void authorsSpendTheirOwn() {
    int alone = nodeWith(PEER).speak(AUTHOR, PEER);

    SpamBench node = nodeWith(PEER);
    node.speak(OTHER_AUTHOR, PEER);
    assertThat(node.speak(AUTHOR, PEER))
        .as(
            "messages of an author accepted after another author, heard through the same"
                + " neighbour, had said all it may; keep a budget for each GossipMessage.author")
        .isEqualTo(alone);
  }

  /** S15. */
  void copiesCostTheAuthorNothing() {
    int fresh = nodeWith(PEER).speak(AUTHOR, PEER);

    SpamBench node = nodeWith(PEER);
    GossipMessage message = node.messageBy(AUTHOR, 100);
    for (int i = 0; i < REFUSALS; i++) {
      node.duplicate(message, PEER);
    }
    assertThat(node.speak(AUTHOR, PEER))
        .as(
            "messages of an author accepted after %,d copies of an older one; charge in judge, or"
                + " whoever repeats a message silences its author",
            REFUSALS)
        .isEqualTo(fresh);
  }

  /** S16. */
  void bearersAreNotBlamed() {
    SpamBench node = nodeWith(PEER);
    node.speak(AUTHOR, PEER);
    for (int i = 0; i < 1_000; i++) {
      assertThat(node.judge(node.messageBy(AUTHOR, 100), PEER))
          .as(
              "the verdict on a good message of an author that said too much; IGNORE it, since the"
                  + " neighbour may have had it within the author's budget")
          .isNotEqualTo(Verdict.REJECT);
    }
    assertThat(spendAll(node, PEER))
        .as("what is admitted to a neighbour that brought an author who said too much")
        .isEqualTo(spendAll(nodeWith(PEER), PEER));
  }

  /** S17. */
  void comingAgainEarnsNothing() {
    SpamBench node = nodeWith(PEER);
    for (Cost cost : limitedCosts(node)) {
      node.down(PEER);
      node.up(PEER);
      assertThat(node.spend(PEER, cost))
          .as(
              "%s admitted to a neighbour that had spent all, went, and came again in the same"
                  + " instant; remember for a while who went with something missing",
              cost)
          .isZero();
    }
  }

  /** S18. */
  void garbageIsCharged() {
    for (Cost cost : new Cost[] {Cost.PAYLOAD, Cost.CONTROL}) {
      int large = nodeWith(PEER).spend(PEER, cost);
      if (large == 0 || large == SpamBench.MANY) {
        continue;
      }
      SpamBench node = nodeWith(PEER);
      int most = 2 * (large + 1) * (SpamBench.FRAME_BYTES / Cost.MIN_FRAME_BYTES);
      int small = 0;
      while (small <= most && node.admit(PEER, cost, Cost.MIN_FRAME_BYTES)) {
        node.misbehaviour(PEER, Misbehaviour.MALFORMED_FRAME);
        small++;
      }
      assertThat(small)
          .as(
              "malformed frames of %d bytes of %s admitted at once, when %d frames of %d bytes are;"
                  + " charge the smallest frames, too, or garbage is free",
              Cost.MIN_FRAME_BYTES, cost, large, SpamBench.FRAME_BYTES)
          .isLessThanOrEqualTo(most);
    }
  }

  private SpamBench nodeWith(Peer... peers) {
    SpamBench node = new SpamBench(factory, 0);
    for (Peer peer : peers) {
      node.up(peer);
    }
    return node;
  }

  /** Spends all that a neighbour may; how much that was of each kind. */
  private static Map<Cost, Integer> spendAll(SpamBench node, Peer peer) {
    Map<Cost, Integer> spent = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      spent.put(cost, node.spend(peer, cost));
    }
    return spent;
  }

  /** Spends all that the neighbour may, and answers of what kinds there was an end. */
  private static List<Cost> limitedCosts(SpamBench node) {
    Map<Cost, Integer> spent = spendAll(node, PEER);
    spent.values().removeIf(amount -> amount == SpamBench.MANY);
    assumeTrue(
        !spent.isEmpty(), String.format("%,d of each cost at once are admitted", SpamBench.MANY));
    return List.copyOf(spent.keySet());
  }
}
