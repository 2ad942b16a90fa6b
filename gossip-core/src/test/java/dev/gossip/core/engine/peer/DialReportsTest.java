package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
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

/** Which dials that plugins asked for are reported to the user. */
@Timeout(30)
class DialReportsTest {
  private final MemoryNetwork network = new MemoryNetwork(14);
  private final ScriptedDiscovery discovery = new ScriptedDiscovery("one");
  private final ScriptedMembership membership = new ScriptedMembership();

  @Test
  void deadAddressIsReportedOnceAndOnlyIfTheUserNamedIt() {
    MemoryNode node = network.start(1, Map.of(), List.of(discovery.plugin(), membership.plugin()));
    PeerAddress named = MemoryNetwork.address(2);
    PeerAddress learned = MemoryNetwork.address(3);
    discovery.action =
        context -> {
          context.propose(named, AddressSource.CONFIGURED);
          context.propose(learned, AddressSource.SERVICE);
        };
    network.runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      membership.act(
          node,
          context -> {
            context.connect(named);
            context.connect(learned);
          });
      network.runFor(Duration.ofSeconds(10));
    }

    assertThat(membership.outcomes).hasSizeGreaterThan(2);
    assertThat(node.eventsOf(NodeEvent.Unreachable.class))
        .extracting(NodeEvent.Unreachable::address)
        .containsExactly(named);
  }

  @Test
  void addressThatStoppedAnsweringIsReportedAgain() {
    MemoryNode node = network.start(1, Map.of(), List.of(discovery.plugin(), membership.plugin()));
    PeerAddress address = MemoryNetwork.address(2);
    discovery.action = context -> context.propose(address, AddressSource.CONFIGURED);
    network.runFor(Duration.ofSeconds(1));
    membership.act(node, context -> context.connect(address));
    network.runFor(Duration.ofSeconds(10));
    network.start(2);
    membership.act(node, context -> context.connect(address));
    network.runFor(Duration.ofSeconds(2));
    assertThat(node.peers()).containsExactly(2);

    network.kill(2);
    network.runFor(Duration.ofSeconds(20));
    membership.act(node, context -> context.connect(address));
    network.runFor(Duration.ofSeconds(10));

    assertThat(node.eventsOf(NodeEvent.Unreachable.class)).hasSize(2);
  }

  @Test
  void ownAddressThatWasLearnedIsNothingToReport() {
    MemoryNode node = network.start(1, Map.of(), List.of(discovery.plugin(), membership.plugin()));
    membership.act(node, context -> context.connect(MemoryNetwork.address(1)));
    network.runFor(Duration.ofSeconds(5));

    assertThat(membership.outcomes)
        .extracting(DialOutcome::kind)
        .containsExactly(DialOutcome.Kind.SELF);
    assertThat(node.eventsOf(NodeEvent.Refused.class)).isEmpty();
  }
}
