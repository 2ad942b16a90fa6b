package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a membership decides about links, and what it hears. */
@Timeout(30)
class MembershipTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(12);
  private final ScriptedMembership membership = new ScriptedMembership();

  /** Starts node 1, which has the membership. */
  private MemoryNode start(int... peers) {
    return network.start(1, Map.of(), List.of(membership.plugin()), peers);
  }

  private MemoryNode node() {
    return network.node(1);
  }

  private static PeerAddress address(int port) {
    return MemoryNetwork.address(port);
  }

  // ---- candidates ----------------------------------------------------------------------------

  @Test
  void candidateBecomesAPeerWhenItIsAccepted() {
    start();
    network.start(2, 1);
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("candidate INBOUND", "up INBOUND");
    assertThat(membership.candidates.get(0).address()).isEqualTo(address(2));
    assertThat(node().peers()).containsExactly(2);
    assertThat(membership.context().peers())
        .containsExactly(new Peer(network.node(2).id(), Direction.INBOUND));
  }

  @Test
  void candidateMayBeAcceptedLater() {
    start();
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, 1);
    network.runFor(Duration.ofSeconds(4));
    assertThat(node().peers()).isEmpty();
    assertThat(membership.context().peers()).isEmpty();

    membership.act(node(), context -> context.accept(other.id()));
    network.runFor(A_WHILE);
    assertThat(node().peers()).containsExactly(2);
    assertThat(membership.calls).containsExactly("candidate INBOUND", "up INBOUND");
    network.runFor(Duration.ofMinutes(1));
    assertThat(node().peers()).containsExactly(2);
  }

  @Test
  void inboundCandidateThatThisNodeChoosesComesUpOutbound() {
    start();
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, 1);
    network.runFor(A_WHILE);
    node().node.addPeer(other.address);
    network.runFor(A_WHILE);
    assertThat(membership.candidates).hasSize(1);

    membership.act(node(), context -> context.accept(other.id()));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("candidate INBOUND", "added 2", "up OUTBOUND");
    assertThat(membership.context().peers())
        .containsExactly(new Peer(other.id(), Direction.OUTBOUND));
  }

  @Test
  void inboundPeerThatThisNodeChoosesGoesDownAndComesUpOutbound() {
    start();
    MemoryNode other = network.start(2, 1);
    network.runFor(A_WHILE);
    node().node.addPeer(other.address);
    network.runFor(A_WHILE);

    assertThat(membership.calls)
        .containsExactly(
            "candidate INBOUND", "up INBOUND", "added 2", "down closed here", "up OUTBOUND");
    assertThat(membership.context().peers())
        .containsExactly(new Peer(other.id(), Direction.OUTBOUND));
  }

  @Test
  void candidateWithoutADecisionIsDisconnectedInTime() {
    network.start(1, Map.of("gossip.candidate-timeout", "3s"), List.of(membership.plugin()));
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, 1);
    network.runFor(Duration.ofSeconds(2));
    assertThat(node().metric("dropped.candidate-undecided")).isZero();

    network.runFor(Duration.ofMillis(1_500));
    assertThat(node().metric("dropped.candidate-undecided")).isEqualTo(1);
    assertThat(membership.calls.subList(0, 2)).containsExactly("candidate INBOUND", "gone INBOUND");
    assertThat(other.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("did not decide"));
  }

  @Test
  void candidateThatLeavesBeforeADecisionIsReportedAsGone() {
    start();
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, 1);
    network.runFor(A_WHILE);
    other.node.close();
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("candidate INBOUND", "gone INBOUND");
    assertThat(membership.gone).isEqualTo(membership.candidates);
  }

  @Test
  void answeredCandidateIsNotReportedAsGone() {
    start();
    membership.onCandidate =
        candidate -> membership.context().disconnect(candidate.id(), "no place is left");
    network.start(2, 1);
    network.runFor(Duration.ofMillis(100));
    membership.onCandidate =
        candidate -> membership.context().refuse(candidate.id(), "no place is left", List.of());
    network.runFor(A_WHILE);
    membership.onCandidate = candidate -> membership.context().accept(candidate.id());
    network.runFor(Duration.ofMinutes(1));
    network.node(2).node.close();
    network.runFor(A_WHILE);

    assertThat(membership.candidates).hasSizeGreaterThan(2);
    assertThat(membership.gone).isEmpty();
  }

  @Test
  void refusedCandidateHearsTheReasonAndOtherAddresses() {
    start();
    List<PeerAddress> others = List.of(address(7), new PeerAddress("2001:db8::1", 8));
    membership.onCandidate =
        candidate -> membership.context().refuse(candidate.id(), "this node is full", others);
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()));
    theirs.act(other, context -> context.connect(address(1)));
    network.runFor(A_WHILE);

    assertThat(node().peers()).isEmpty();
    assertThat(theirs.outcomes)
        .filteredOn(outcome -> outcome.kind() == DialOutcome.Kind.REFUSED)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.detail()).isEqualTo("this node is full");
              assertThat(outcome.otherAddresses()).isEqualTo(others);
            });
  }

  @Test
  void reasonsAreCutToOneShortLine() {
    start();
    String why = "full\n\u001b[31m" + "x".repeat(100_000);
    membership.onCandidate =
        candidate -> membership.context().refuse(candidate.id(), why, List.of());
    membership.act(node(), context -> context.keep(address(2)));
    MemoryNode other = network.start(2);
    network.runFor(A_WHILE);

    for (MemoryNode end : List.of(node(), other)) {
      assertThat(end.events.toString()).contains("full??[31mxxx").hasSizeLessThan(5_000);
    }
  }

  @Test
  void refusalTakesAtMostSixteenOtherAddresses() {
    start();
    List<PeerAddress> tooMany = IntStream.range(1, 18).mapToObj(MembershipTest::address).toList();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> membership.context().refuse(node().id(), "full", tooMany))
        .withMessageContaining("at most 16");
  }

  @Test
  void decisionsAboutNodesThatAreGoneDoNothing() {
    start();
    PeerId stranger = new PeerId(new byte[32]);
    membership.act(
        node(),
        context -> {
          context.accept(stranger);
          context.refuse(stranger, "no", List.of());
          context.disconnect(stranger, "no");
          context.release(address(9));
          context.sendControl(stranger, ByteString.EMPTY);
        });

    assertThat(node().node.isStopped()).isFalse();
    assertThat(node().metric("dropped.peer-not-up")).isEqualTo(1);
    assertThat(membership.context().maxControlBytes(stranger)).isZero();
    assertThat(membership.context().firstCopies(stranger)).isZero();
  }

  // ---- peers ---------------------------------------------------------------------------------

  @Test
  void disconnectedPeerHearsTheReason() {
    start();
    MemoryNode other = network.start(2);
    membership.act(node(), context -> context.connect(address(2)));
    network.runFor(A_WHILE);
    membership.act(node(), context -> context.disconnect(other.id(), "another peer is closer"));
    network.runFor(A_WHILE);

    assertThat(node().peers()).isEmpty();
    assertThat(membership.calls).endsWith("down closed here");
    assertThat(other.eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("another peer is closer"));
  }

  @Test
  void firstCopiesOfEachPeerAreCounted() {
    start();
    MemoryNode useful = network.start(2, 1);
    MemoryNode late = network.start(3, 1);
    network.runFor(A_WHILE);
    for (int i = 0; i < 3; i++) {
      useful.publish("message " + i);
      network.runFor(A_WHILE);
    }

    assertThat(membership.context().firstCopies(useful.id())).isEqualTo(3);
    assertThat(membership.context().firstCopies(late.id())).isZero();
  }
}
