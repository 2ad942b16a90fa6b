package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other addresses that a refusal names. */
@Timeout(30)
class RefusedCandidatesTest {
  private final MemoryNetwork network = new MemoryNetwork(22);
  private final ScriptedMembership membership = new ScriptedMembership();

  @Test
  void refusalNamesOnlyAsManyAddressesAsFit() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    List<PeerAddress> others = new ArrayList<>();
    for (int i = 0; i < MembershipContext.MAX_OTHER_ADDRESSES; i++) {
      String label = Character.toString('a' + i).repeat(60);
      others.add(new PeerAddress(String.join(".", label, label, label, label), 5_000));
    }
    membership.onCandidate =
        candidate -> membership.context().refuse(candidate.id(), "this node is full", others);
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()));
    theirs.act(other, context -> context.connect(MemoryNetwork.address(1)));
    network.runFor(Duration.ofSeconds(1));

    int fitting =
        node.node.carried().datagramFrameBytes() / (3 + others.get(0).toString().length());
    assertThat(fitting).isBetween(1, others.size() - 1);
    assertThat(theirs.outcomes)
        .filteredOn(outcome -> outcome.kind() == DialOutcome.Kind.REFUSED)
        .singleElement()
        .satisfies(
            outcome -> assertThat(outcome.otherAddresses()).isEqualTo(others.subList(0, fitting)));
    assertThat(node.metric("dropped.frame-too-large")).isZero();
  }

  @Test
  void linkEndsAsSoonAsTheRefusedNodeHasTheAddresses() {
    MemoryNode full = network.start(1, Map.of(), List.of(membership.plugin()));
    List<PeerAddress> others = List.of(MemoryNetwork.address(7));
    membership.onCandidate =
        candidate -> membership.context().refuse(candidate.id(), "this node is full", others);
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()));
    theirs.act(other, context -> context.connect(MemoryNetwork.address(1)));
    network.runFor(Duration.ofMillis(20));

    assertThat(network.hasLink(1, 2)).isFalse();
    assertThat(network.hasLink(2, 1)).isFalse();
    assertThat(full.eventsOf(NodeEvent.PeerUp.class)).isEmpty();
    assertThat(theirs.outcomes)
        .filteredOn(outcome -> outcome.kind() == DialOutcome.Kind.REFUSED)
        .singleElement()
        .satisfies(
            outcome ->
                assertThat(outcome)
                    .isEqualTo(
                        new DialOutcome(DialOutcome.Kind.REFUSED, "this node is full", others)));
  }

  @Test
  void refusedNodeThatStaysLosesItsLinkSoon() {
    MemoryNode full = network.start(1, Map.of(), List.of(membership.plugin()));
    membership.onCandidate =
        candidate ->
            membership
                .context()
                .refuse(candidate.id(), "this node is full", List.of(MemoryNetwork.address(7)));
    // The dialer never gets the refusal, and so cannot answer.
    network.rule((from, to, frame) -> frame.isEmpty() || frame.byteAt(0) != Frames.REFUSAL);
    network.start(2, 1);
    network.runFor(Duration.ofMillis(20));
    assertThat(network.hasLink(1, 2)).isTrue();
    network.runFor(Duration.ofMillis(300));

    assertThat(network.hasLink(1, 2)).isFalse();
    assertThat(full.peers()).isEmpty();
  }

  @Test
  void floodOfRefusalsOnOneLinkIsNotRead() {
    MemoryNode node = network.start(1, 2);
    network.start(2);
    network.runFor(Duration.ofSeconds(2));
    ByteString refusal = Frames.refusal(List.of(MemoryNetwork.address(7)), 1_000);
    for (int i = 0; i < 100; i++) {
      node.report(2, (events, link) -> events.frame(link, refusal));
    }

    assertThat(node.peers()).containsExactly(2);
    assertThat(node.metric("dropped.too-many-hellos")).isEqualTo(100 - 32);
  }
}
