package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which addresses a membership has dialed, and what it hears about that. */
@Timeout(30)
class MembershipAddressesTest {
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
  void configuredPeersAreAddedAtTheStartInOrder() {
    start(3, 2);

    assertThat(membership.calls).startsWith("added 3", "added 2");
  }

  @Test
  void keptAddressIsDialedAgainAfterEachLossUntilItIsReleased() {
    start();
    network.start(2);
    membership.act(node(), context -> context.keep(address(2)));
    network.runFor(A_WHILE);
    assertThat(membership.calls)
        .containsExactly("2 is REACHED", "candidate OUTBOUND", "up OUTBOUND");

    network.kill(2);
    network.start(2);
    network.runFor(Duration.ofSeconds(10));
    assertThat(node().peers()).containsExactly(2);

    membership.calls.clear();
    membership.act(node(), context -> context.release(address(2)));
    network.runFor(Duration.ofMinutes(2));
    assertThat(membership.calls).containsExactly("down closed here");
    assertThat(node().peers()).isEmpty();
    assertThat(network.node(2).peers()).isEmpty();
  }

  @Test
  void addressThatIsKeptTwiceIsReleasedOnce() {
    start();
    network.start(2);
    membership.act(
        node(),
        context -> {
          context.keep(address(2));
          context.keep(address(2));
        });
    network.runFor(A_WHILE);
    membership.act(node(), context -> context.release(address(2)));
    network.runFor(A_WHILE);

    assertThat(node().peers()).isEmpty();
  }

  @Test
  void releaseKeepsTheLinkIfAnotherKeptNameLeadsThere() {
    start();
    network.start(2);
    network.resolver = name -> List.of("127.0.0.1");
    PeerAddress one = new PeerAddress("one", 2);
    PeerAddress two = new PeerAddress("two", 2);
    membership.act(
        node(),
        context -> {
          context.keep(one);
          context.keep(two);
        });
    network.runFor(A_WHILE);
    membership.act(node(), context -> context.release(one));
    network.runFor(A_WHILE);
    assertThat(node().peers()).containsExactly(2);

    membership.act(node(), context -> context.release(two));
    network.runFor(A_WHILE);
    assertThat(node().peers()).isEmpty();
  }

  @Test
  void addressIsDialedOnceByConnectAndTheOutcomeReported() {
    start();
    membership.act(node(), context -> context.connect(address(2)));
    network.runFor(Duration.ofMinutes(1));
    assertThat(membership.calls).containsExactly("2 is UNREACHABLE");

    membership.calls.clear();
    network.start(2);
    membership.act(node(), context -> context.connect(address(2)));
    network.runFor(A_WHILE);
    assertThat(membership.calls)
        .containsExactly("2 is REACHED", "candidate OUTBOUND", "up OUTBOUND");

    network.node(2).node.close();
    network.kill(2);
    network.start(2);
    network.runFor(Duration.ofMinutes(1));
    assertThat(membership.calls).endsWith("down CLOSED_BY_PEER");
  }

  @Test
  void feelerReportsWhetherANodeIsThereAndLeavesNoPeer() {
    start();
    MemoryNode other = network.start(2);
    membership.act(
        node(),
        context -> {
          context.feeler(address(2));
          context.feeler(address(3));
        });
    network.runFor(Duration.ofMinutes(1));

    assertThat(membership.calls).containsExactlyInAnyOrder("2 is REACHED", "3 is UNREACHABLE");
    assertThat(node().eventsOf(NodeEvent.PeerUp.class)).isEmpty();
    assertThat(node().peers()).isEmpty();
    assertThat(other.peers()).isEmpty();
    assertThat(other.node.isStopped()).isFalse();
  }

  @Test
  void keptAddressStaysLinkedEvenIfItWasFirstDialedAsAFeeler() {
    start();
    network.start(2);
    membership.act(node(), context -> context.feeler(address(2)));
    // The link is up, but the HELLOs are still under way.
    network.runFor(Duration.ofMillis(2));
    assertThat(membership.calls).isEmpty();
    membership.act(node(), context -> context.keep(address(2)));
    network.runFor(A_WHILE);

    assertThat(node().peers()).containsExactly(2);
  }

  @Test
  void connectWithALinkedAddressIsReportedAsReachedButNotAtOnce() {
    start();
    network.start(2, 1);
    network.runFor(A_WHILE);
    membership.onOutcome = address -> membership.context().connect(address);
    membership.act(node(), context -> context.connect(address(2)));
    assertThat(membership.outcomes).isEmpty();
    network.runFor(A_WHILE);

    assertThat(membership.outcomes)
        .as("the membership dials again on each outcome")
        .hasSize(10)
        .allMatch(outcome -> outcome.kind() == DialOutcome.Kind.REACHED);
  }

  @Test
  void dialOfAnUnknownNameIsReportedButNotAtOnce() {
    start();
    PeerAddress unknown = new PeerAddress("unknown", 2);
    membership.onOutcome = address -> membership.context().connect(address);
    membership.act(node(), context -> context.connect(unknown));
    assertThat(membership.outcomes).isEmpty();
    network.runFor(A_WHILE);

    assertThat(membership.outcomes)
        .as("the membership dials again on each outcome")
        .hasSize(10)
        .allMatch(outcome -> outcome.kind() == DialOutcome.Kind.UNREACHABLE);
  }

  @Test
  void nodeOfAnotherNetworkIsNotReachedButRefused() {
    start();
    network.start(2, Map.of("gossip.network", "blue"), List.of());
    membership.act(node(), context -> context.feeler(address(2)));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("2 is REFUSED");
  }

  @Test
  void ownAddressIsReportedAsSelfAndNotDialedAgain() {
    start();
    membership.act(node(), context -> context.connect(address(1)));
    network.runFor(Duration.ofMinutes(1));

    assertThat(membership.calls).containsExactly("1 is SELF");
  }
}
