package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links that the other node dialed, and that this node wants, too. */
@Timeout(30)
class OtherEndDialedTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final PeerAddress OTHER_ADDRESS = new PeerAddress("127.0.0.9", 2);

  private final MemoryNetwork network = new MemoryNetwork(19);
  private final ScriptedMembership membership = new ScriptedMembership();
  private final ScriptedDiscovery discovery = new ScriptedDiscovery("one");
  private final MemoryNode one =
      network.start(1, Map.of(), List.of(membership.plugin(), discovery.plugin()));

  private MemoryNode linkedFromTwo() {
    MemoryNode two = network.start(2, 1);
    network.runFor(A_WHILE);
    assertThat(one.peers()).containsExactly(2);
    return two;
  }

  private KnownAddress find(PeerAddress address) {
    return membership.context().addresses().find(address).orElseThrow();
  }

  @Test
  void linkThatIsClaimedDoesNotMakeItsAddressTried() {
    MemoryNode two = linkedFromTwo();
    membership.act(one, context -> context.connect(two.address));
    network.runFor(A_WHILE);

    assertThat(membership.context().peers())
        .containsExactly(new Peer(two.id(), Direction.OUTBOUND));
    assertThat(membership.outcomes)
        .extracting(DialOutcome::kind)
        .containsExactly(DialOutcome.Kind.REACHED);
    assertThat(find(two.address).isTried()).isFalse();
  }

  @Test
  void feelerToALinkedNodeDoesNotMakeItsAddressTried() {
    MemoryNode two = linkedFromTwo();
    membership.act(one, context -> context.feeler(two.address));
    network.runFor(A_WHILE);

    assertThat(find(two.address).isTried()).isFalse();
  }

  @Test
  void linkOfANodeThatIsDialedAtAnotherAddressBecomesOutbound() {
    MemoryNode two = linkedFromTwo();
    membership.calls.clear();
    membership.act(one, context -> context.connect(OTHER_ADDRESS));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsSubsequence("down closed here", "up OUTBOUND");
    assertThat(membership.context().peers())
        .containsExactly(new Peer(two.id(), Direction.OUTBOUND));
  }

  @Test
  void feelerToAnotherAddressOfALinkedNodeLeavesTheLinkInbound() {
    MemoryNode two = linkedFromTwo();
    membership.act(one, context -> context.feeler(OTHER_ADDRESS));
    network.runFor(A_WHILE);

    assertThat(membership.context().peers()).containsExactly(new Peer(two.id(), Direction.INBOUND));
  }

  @Test
  void peerThatTheUserAddsIsConfiguredAlthoughItDialedFirst() {
    MemoryNode two = linkedFromTwo();
    assertThat(find(two.address).source()).isEqualTo(AddressSource.DIALER);
    one.node.addPeer(two.address);
    network.runFor(A_WHILE);

    assertThat(find(two.address).source()).isEqualTo(AddressSource.CONFIGURED);
  }

  @Test
  void failedDialOfANameCountsForEachOfItsAddresses() {
    List<String> hosts = List.of("10.0.0.1", "10.0.0.2");
    network.resolver = name -> hosts;
    discovery.action =
        context ->
            hosts.forEach(host -> context.propose(new PeerAddress(host, 7), AddressSource.SERVICE));
    network.runFor(A_WHILE);
    membership.act(one, context -> context.connect(new PeerAddress("name", 7)));
    network.runFor(Duration.ofMinutes(1));

    for (String host : hosts) {
      KnownAddress known = find(new PeerAddress(host, 7));
      assertThat(known.failures()).as("failures at %s", host).isEqualTo(1);
      assertThat(known.lastOutcome()).contains(DialOutcome.Kind.UNREACHABLE);
    }
  }
}
