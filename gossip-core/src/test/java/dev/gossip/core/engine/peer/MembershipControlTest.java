package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Control frames of a membership, and how its bugs are reported. */
@Timeout(30)
class MembershipControlTest {
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

  @Test
  void controlFramesReachTheCounterpartAtCandidatesAndPeers() {
    ScriptedMembership theirs = new ScriptedMembership();
    start();
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    membership.act(
        node(), context -> context.sendControl(other.id(), ByteString.copyFromUtf8("early")));
    theirs.act(
        other, context -> context.sendControl(node().id(), ByteString.copyFromUtf8("before")));
    network.runFor(A_WHILE);
    assertThat(theirs.calls).contains("control early");
    assertThat(membership.calls).containsExactly("candidate INBOUND", "control before");

    membership.act(node(), context -> context.accept(other.id()));
    network.runFor(A_WHILE);
    theirs.act(
        other, context -> context.sendControl(node().id(), ByteString.copyFromUtf8("after")));
    network.runFor(A_WHILE);
    assertThat(membership.calls).endsWith("up INBOUND", "control after");
  }

  @Test
  void controlFrameToANodeWithAnotherMembershipIsDropped() {
    start();
    MemoryNode other = network.start(2, 1);
    network.runFor(A_WHILE);
    assertThat(node().peers()).containsExactly(2);
    assertThat(membership.context().maxControlBytes(other.id())).isZero();
    membership.act(node(), context -> context.sendControl(other.id(), ByteString.EMPTY));

    assertThat(node().metric("dropped.channel-not-shared")).isEqualTo(1);
  }

  // ---- bugs of a membership ------------------------------------------------------------------

  @Test
  void membershipThatThrowsStopsItsNodeAndIsNamed() {
    start();
    membership.onCandidate =
        candidate -> {
          throw new IllegalStateException("no idea");
        };
    network.start(2, 1);
    network.runFor(A_WHILE);

    assertThat(node().eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin membership.scripted failed in onCandidate", "no idea"));
  }

  @Test
  void membershipMustNotActOutsideItsCallbacksOrWhileItIsCreated() {
    start();
    assertThatIllegalStateException()
        .isThrownBy(() -> membership.context().keep(address(2)))
        .withMessageContaining("inside its callbacks only");

    ScriptedMembership hasty =
        new ScriptedMembership((MembershipContext context) -> context.keep(address(2)));
    assertThatThrownBy(() -> network.start(3, Map.of(), List.of(hasty.plugin())))
        .hasMessageContaining("plugin membership.scripted failed in create")
        .hasMessageContaining("while it is being created");
  }
}
