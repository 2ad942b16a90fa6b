package dev.gossip.core.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks of peers through signature verification, on each other and on the node. */
@Timeout(30)
class VerificationUnderAttackTest extends VerificationFixture {
  /** Maximum number of tasks a node offloads at a time. */
  private static final int MAX_OFFLOADED = 16;

  // ---- cost charged to the author ------------------------------------------------------------

  @Test
  void copiesWithMalformedHeadersAreChargedToTheAuthorOnce() {
    start();
    GossipMessage message = signed("hello").get(0);
    for (int i = 0; i < 20; i++) {
      send(2, message, "garbage");
      node().runDeferred();
    }
    send(3, message);

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(spam.notes).containsOnlyOnce("judge");
  }

  @Test
  void ignoredMessageIsJudgedAgainWhenAnotherCopyArrives() {
    start();
    spam.verdict = Verdict.IGNORE;
    GossipMessage message = signed("hello").get(0);
    send(2, message);
    node().runDeferred();
    spam.verdict = Verdict.ACCEPT;
    send(3, message);
    node().runDeferred();

    assertThat(calls).containsExactly("first hello from 3");
  }

  // ---- peers that go down --------------------------------------------------------------------

  @Test
  void lastMessagesOfAPeerAreVerifiedBeforeItIsReportedDown() {
    start();
    for (int i = 0; i < 50; i++) {
      send(2, forged("bad " + i));
    }
    send(2, signed("last words").get(0));
    network.node(2).node.close();
    network.runFor(A_WHILE);

    assertThat(signing.verified).as("verifications on the node's own thread").hasValue(0);
    assertThat(node().peers()).as("peers").contains(2);
    assertThat(node().eventsOf(NodeEvent.PeerDown.class)).isEmpty();
    node().runDeferred();
    assertThat(calls).containsExactly("first last words from 2", "2 is down");
    assertThat(node().peers()).doesNotContain(2);
    assertThat(signing.verified).hasValue(51);
  }

  @Test
  void peerWithPendingVerificationsStaysListedAfterItsLinkIsDown() {
    start();
    send(2, signed("last words").get(0));
    network.node(2).node.close();
    network.runFor(A_WHILE);

    assertThat(node().metric("peers")).isEqualTo(2);
    assertThat(node().peers()).contains(2);
    node().runDeferred();
    assertThat(node().metric("peers")).isEqualTo(1);
  }

  @Test
  void returningPeerIsUpOnceItsEarlierMessagesAreVerified() {
    start();
    send(2, signed("last words").get(0));
    network.cut(2, Duration.ofSeconds(10));
    network.runFor(Duration.ofSeconds(5));

    assertThat(node().eventsOf(NodeEvent.PeerDown.class)).as("peers that are down").isEmpty();
    node().runDeferred();
    assertThat(calls).containsExactly("first last words from 2", "2 is down");
    network.runFor(Duration.ofSeconds(5));
    assertThat(node().peers()).containsExactly(2, 3);
    send(2, signed("here again").get(0));
    node().runDeferred();
    assertThat(calls).endsWith("first here again from 2");
  }

  @Test
  void failedNodeCountsNeitherPeersNorPendingChecks() {
    start();
    send(2, signed("hello").get(0));
    assertThat(node().metric("pending-checks")).isEqualTo(1);
    assertThat(node().metric("peers")).isEqualTo(2);
    node().node.fail("the socket failed");

    assertThat(node().metric("pending-checks")).isZero();
    assertThat(node().metric("peers")).isZero();
    assertThat(node().node.peers()).isEmpty();
  }

  @Test
  void closedNodeDropsPendingVerifications() {
    start();
    for (int i = 0; i < 50; i++) {
      send(2, forged("bad " + i));
    }
    send(3, signed("left").get(0));
    network.node(3).node.close();
    network.runFor(A_WHILE);
    node().node.close();

    assertThat(calls).containsExactly("3 is down", "2 is down");
    assertThat(node().metric("dropped.node-stopped")).isEqualTo(51);
    node().runDeferred();
    assertThat(signing.verified).hasValue(0);
  }

  // ---- fairness between peers ----------------------------------------------------------------

  @Test
  void floodFromOnePeerDoesNotDelayAnother() {
    start();
    for (int i = 0; i < 100; i++) {
      send(2, forged("bad " + i));
    }
    assertThat(node().deferredTasks()).isEqualTo(MAX_OFFLOADED);
    send(3, signed("hello").get(0));
    send(3, signed("hello again").get(0));

    node().runDeferred(MAX_OFFLOADED + 4);

    assertThat(calls).containsExactly("first hello from 3", "first hello again from 3");
    assertThat(node().metric("pending-checks")).isGreaterThan(70);
  }

  @Test
  void copyFromAnotherPeerDoesNotWaitForTheOneBehindAFlood() {
    start();
    for (int i = 0; i < 100; i++) {
      send(2, forged("bad " + i));
    }
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0).withSignature(signing.batchSignature(together.get(0).signature())));
    together.forEach(message -> send(2, message));
    together.forEach(message -> send(3, message));

    node().runDeferred(MAX_OFFLOADED + 4);
    assertThat(calls).containsExactly("first a from 3", "first b from 3");
    node().runDeferred();
    assertThat(calls).endsWith("duplicate a from 2", "duplicate b from 2").hasSize(5);
  }

  @Test
  void departedPeersShareOneTurn() {
    start();
    for (int port = 10; port < 20; port++) {
      startSender(port);
      network.runFor(A_WHILE);
      for (int i = 0; i < 5; i++) {
        send(port, forged("bad " + i));
      }
      network.node(port).node.close();
    }
    network.runFor(A_WHILE);
    for (int i = 0; i < 5; i++) {
      send(3, signed("hello " + i).get(0));
    }

    node().runDeferred(MAX_OFFLOADED + 10);

    assertThat(calls.stream().filter(call -> call.startsWith("first"))).hasSize(5);
    node().runDeferred();
    assertThat(node().peers()).containsExactly(2, 3);
  }

  @Test
  void fullVerificationQueueDropsTheNewestEntryOfTheLargestPeer() {
    start(Map.of("gossip.pending-checks-in-all", "40"));
    send(2, signed("early").get(0));
    for (int i = 0; i < 60; i++) {
      send(2, forged("bad " + i));
    }
    assertThat(node().metric("pending-checks")).isEqualTo(40);
    assertThat(node().metric("dropped.too-many-checks")).isEqualTo(21);
    List<String> expected = new ArrayList<>(List.of("first early from 2"));
    for (int i = 0; i < 10; i++) {
      send(3, signed("hello " + i).get(0));
      expected.add("first hello " + i + " from 3");
    }

    assertThat(node().metric("pending-checks")).isEqualTo(40);
    assertThat(node().metric("dropped.too-many-checks")).isEqualTo(31);
    node().runDeferred();
    assertThat(calls).containsExactlyElementsOf(expected);
    assertThat(node().metric("dropped.bad-signature")).isEqualTo(29);
    assertThat(node().metric("pending-checks")).isZero();
  }

  // ---- batch proofs and replays --------------------------------------------------------------

  @Test
  void messageIsVerifiedAgainWhenItsBatchProofIsEvicted() {
    network.validators.put("main", message -> Verdict.ACCEPT);
    start();
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0));
    node().runDeferred();
    send(2, together.get(1));
    signing.forgets = true;
    node().runDeferred();

    assertThat(calls).containsExactly("first a from 2", "first b from 2");
    assertThat(node().metric("signature-checks")).isEqualTo(2);
  }

  @Test
  void copyOfTheNextPeerIsTriedWhenASecondVerificationIsRefused() {
    network.validators.put("main", message -> Verdict.ACCEPT);
    start();
    List<GossipMessage> together = signed("a", "b");
    send(2, together.get(0));
    node().runDeferred();
    send(2, together.get(1));
    send(3, together.get(1));
    signing.forgets = true;
    spam.admitsChecks = false;
    node().runDeferred();

    assertThat(calls).containsExactly("first a from 2");
    assertThat(spam.notes.stream().filter("admit SIGNATURE_CHECK"::equals)).hasSize(3);
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(2);
    assertThat(node().metric("pending-checks")).isZero();
  }

  @Test
  void equivocatingMessagesAreBothDeliveredAfterSeenIdsAreEvicted() {
    start(Map.of("gossip.seen-ids", "16"));
    node().deferOffloaded = false;
    for (int i = 0; i < 40; i++) {
      send(2, signed("fill " + i).get(0));
    }
    GossipMessage first = signed("one").get(0);
    GossipMessage second = conflictingMessage(first, "another");
    // Evicts the id of the first, so that messages as old as the second count as possible replays.
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
    assertThat(node().metric("dropped.possible-replay")).isEqualTo(2);
    assertThat(node().metric("equivocations")).isEqualTo(1);
  }

  // ---- HELLO ---------------------------------------------------------------------------------

  @Test
  void signingMismatchIsReportedAtBothEnds() {
    start();
    MemoryNode off = network.node(2);

    assertThat(node().eventsOf(NodeEvent.Warning.class).toString())
        .contains("signs with 'signing.none', this node with 'signing.batch'");
    assertThat(off.eventsOf(NodeEvent.Warning.class).toString())
        .contains("signs with 'signing.batch', this node with 'signing.none'");
  }
}
