package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What neighbours can do with the checks of their messages, to each other and to the node. */
@Timeout(30)
class ChecksUnderAttackTest extends SignatureWorld {
  /** What a node hands over to other threads at a time. */
  private static final int AT_ONCE = 16;

  // ---- what it costs an author ---------------------------------------------------------------

  @Test
  void copiesWithGarbledHeadersAreChargedToTheAuthorOnce() {
    start();
    GossipMessage message = signed("hello").get(0);
    for (int i = 0; i < 20; i++) {
      send(2, message, "garbage");
      one().work();
    }
    send(3, message);

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(spam.notes).containsOnlyOnce("judge");
  }

  @Test
  void whatWasNotWantedIsJudgedAgainWhenItComesAgain() {
    start();
    spam.verdict = Verdict.IGNORE;
    GossipMessage message = signed("hello").get(0);
    send(2, message);
    one().work();
    spam.verdict = Verdict.ACCEPT;
    send(3, message);
    one().work();

    assertThat(calls).containsExactly("first hello from 3");
  }

  // ---- who goes ------------------------------------------------------------------------------

  @Test
  void theLastWordsOfANeighbourAreCheckedBesideTheNodeBeforeItIsGone() {
    start();
    for (int i = 0; i < 50; i++) {
      send(2, forged("bad " + i));
    }
    send(2, signed("last words").get(0));
    world.node(2).node.close();
    world.runFor(A_WHILE);

    assertThat(signing.verified).as("checks on the node's own thread").hasValue(0);
    assertThat(one().peers()).as("peers").contains(2);
    assertThat(one().told(NodeEvent.PeerDown.class)).isEmpty();
    one().work();
    assertThat(calls).containsExactly("first last words from 2", "2 is gone");
    assertThat(one().peers()).doesNotContain(2);
    assertThat(signing.verified).hasValue(51);
  }

  @Test
  void nothingIsSentToANeighbourWhoseLinkIsGone() {
    start();
    send(2, signed("last words").get(0));
    world.node(2).node.close();
    world.runFor(A_WHILE);

    assertThat(one().metric("peers")).isEqualTo(2);
    assertThat(one().peers()).contains(2);
    one().work();
    assertThat(one().metric("peers")).isEqualTo(1);
  }

  @Test
  void aNeighbourThatComesBackIsUpAgainWhenWhatItSentBeforeIsChecked() {
    start();
    send(2, signed("last words").get(0));
    cut(2, Duration.ofSeconds(10));
    world.runFor(Duration.ofSeconds(5));

    assertThat(one().told(NodeEvent.PeerDown.class)).as("peers that are down").isEmpty();
    one().work();
    assertThat(calls).containsExactly("first last words from 2", "2 is gone");
    world.runFor(Duration.ofSeconds(5));
    assertThat(one().peers()).containsExactly(2, 3);
    send(2, signed("here again").get(0));
    one().work();
    assertThat(calls).endsWith("first here again from 2");
  }

  /** Until both ends have noticed, and then no more. */
  private void cut(int port, Duration duration) {
    world.rule((from, to, datagram) -> from.port() != port && to.port() != port);
    world.runFor(duration);
    world.rule((from, to, datagram) -> true);
  }

  @Test
  void aNodeThatIsClosedChecksNothingAnyMore() {
    start();
    for (int i = 0; i < 50; i++) {
      send(2, forged("bad " + i));
    }
    send(3, signed("left").get(0));
    world.node(3).node.close();
    world.runFor(A_WHILE);
    one().node.close();

    assertThat(calls).containsExactly("3 is gone", "2 is gone");
    assertThat(one().metric("dropped.node-stopped")).isEqualTo(51);
    one().work();
    assertThat(signing.verified).hasValue(0);
  }

  // ---- whose turn it is ----------------------------------------------------------------------

  @Test
  void nobodyWaitsBehindTheFloodOfAnother() {
    start();
    for (int i = 0; i < 100; i++) {
      send(2, forged("bad " + i));
    }
    assertThat(one().heldWork()).isEqualTo(AT_ONCE);
    send(3, signed("hello").get(0));
    send(3, signed("hello again").get(0));

    one().work(AT_ONCE + 4);

    assertThat(calls).containsExactly("first hello from 3", "first hello again from 3");
    assertThat(one().metric("pending-checks")).isGreaterThan(70);
  }

  @Test
  void whoBringsAMessageNeedNotWaitForThatWhichAFlooderPutBehindItsFlood() {
    start();
    for (int i = 0; i < 100; i++) {
      send(2, forged("bad " + i));
    }
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0).withSignature(signing.sharedPart(together.get(0).signature())));
    together.forEach(message -> send(2, message));
    together.forEach(message -> send(3, message));

    one().work(AT_ONCE + 4);
    assertThat(calls).containsExactly("first a from 3", "first b from 3");
    one().work();
    assertThat(calls).endsWith("again a from 2", "again b from 2").hasSize(5);
  }

  @Test
  void manyNeighboursThatGoShareOneTurn() {
    start();
    for (int port = 10; port < 20; port++) {
      mouth(port);
      world.runFor(A_WHILE);
      for (int i = 0; i < 5; i++) {
        send(port, forged("bad " + i));
      }
      world.node(port).node.close();
    }
    world.runFor(A_WHILE);
    for (int i = 0; i < 5; i++) {
      send(3, signed("hello " + i).get(0));
    }

    one().work(AT_ONCE + 10);

    assertThat(calls.stream().filter(call -> call.startsWith("first"))).hasSize(5);
    one().work();
    assertThat(one().peers()).containsExactly(2, 3);
  }

  @Test
  void whenAllPlacesAreTakenWhoHoldsMostLosesItsLatest() {
    start(Map.of("gossip.pending-checks-in-all", "40"));
    send(2, signed("early").get(0));
    for (int i = 0; i < 60; i++) {
      send(2, forged("bad " + i));
    }
    assertThat(one().metric("pending-checks")).isEqualTo(40);
    assertThat(one().metric("dropped.too-many-checks")).isEqualTo(21);
    List<String> expected = new ArrayList<>(List.of("first early from 2"));
    for (int i = 0; i < 10; i++) {
      send(3, signed("hello " + i).get(0));
      expected.add("first hello " + i + " from 3");
    }

    assertThat(one().metric("pending-checks")).isEqualTo(40);
    assertThat(one().metric("dropped.too-many-checks")).isEqualTo(31);
    one().work();
    assertThat(calls).containsExactlyElementsOf(expected);
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(29);
    assertThat(one().metric("pending-checks")).isZero();
  }

  // ---- what was proven -----------------------------------------------------------------------

  @Test
  void aMessageWhoseProofIsForgottenWhileItWaitsForItsValidatorIsCheckedAgain() {
    world.validators.put("main", message -> Verdict.ACCEPT);
    start();
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0));
    one().work();
    send(2, together.get(1));
    signing.forgets = true;
    one().work();

    assertThat(calls).containsExactly("first a from 2", "first b from 2");
    assertThat(one().metric("signature-checks")).isEqualTo(2);
  }

  @Test
  void withoutABudgetToCheckItAgainTheNextNeighbourIsAsked() {
    world.validators.put("main", message -> Verdict.ACCEPT);
    start();
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0));
    one().work();
    send(2, together.get(1));
    send(3, together.get(1));
    signing.forgets = true;
    spam.admitsChecks = false;
    one().work();

    assertThat(calls).containsExactly("first a from 2");
    assertThat(spam.notes.stream().filter("admit SIGNATURE_CHECK"::equals)).hasSize(3);
    assertThat(one().metric("dropped.refused-by-spam-control")).isEqualTo(2);
    assertThat(one().metric("pending-checks")).isZero();
  }

  @Test
  void twoMessagesUnderOneNumberAreBothDeliveredEvenWhenIdsWereLost() {
    start(Map.of("gossip.seen-ids", "16"));
    one().holdsWork = false;
    for (int i = 0; i < 40; i++) {
      send(2, signed("fill " + i).get(0));
    }
    GossipMessage first = signed("one").get(0);
    GossipMessage second = otherFace(first, "another");
    // So that the first is forgotten, and messages as old as the second are looked at twice.
    send(2, first);
    for (int i = 0; i < 40; i++) {
      send(2, signed("more " + i).get(0));
    }
    send(3, second);
    send(3, first);
    for (int i = 0; i < 18; i++) {
      send(2, signed("yet more " + i).get(0));
    }
    send(3, second);

    assertThat(calls).containsOnlyOnce("first one from 2").containsOnlyOnce("first another from 3");
    assertThat(calls).doesNotContain("first one from 3");
    assertThat(one().metric("dropped.possible-replay")).isEqualTo(2);
    assertThat(one().metric("equivocations")).isEqualTo(1);
  }

  // ---- what HELLO says -----------------------------------------------------------------------

  @Test
  void aNodeThatChecksNothingIsToldFromOneThatDoesOnBothSides() {
    start();
    TestNode off = world.node(2);

    assertThat(one().told(NodeEvent.Warning.class).toString())
        .contains("signs with 'signing.none', this node with 'signing.together'");
    assertThat(off.told(NodeEvent.Warning.class).toString())
        .contains("signs with 'signing.together', this node with 'signing.none'");
  }
}
