package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OwnAddressesTest {
  // Monotonic time may overflow. Not a constant, of which the compiler would say so.
  private static final long START = Long.parseLong("7ffffffffffffffa", 16);
  private static final long LIFETIME = OwnAddresses.LIFETIME.toNanos();

  private final OwnAddresses own = new OwnAddresses();

  private static PeerAddress address(int port) {
    return MemoryNetwork.address(port);
  }

  @Test
  void addressIsForgottenAfterItsLifetime() {
    own.add(address(1), START);
    own.add(address(2), START + 7);

    assertThat(own.contains(address(1), START + LIFETIME - 1)).isTrue();
    assertThat(own.contains(address(3), START)).isFalse();
    assertThat(own.contains(address(1), START + LIFETIME)).isFalse();
    assertThat(own.contains(address(2), START + LIFETIME)).isTrue();
  }

  @Test
  void addressThatIsNoticedAgainIsKeptForAnotherLifetime() {
    own.add(address(1), START);
    own.add(address(1), START + 7);

    assertThat(own.contains(address(1), START + LIFETIME)).isTrue();
  }

  @Test
  void fullSetForgetsTheOldestAddress() {
    for (int port = 1; port <= OwnAddresses.MAX_ADDRESSES + 1; port++) {
      own.add(address(port), START + port);
    }

    assertThat(own.contains(address(1), START + 100)).isFalse();
    assertThat(own.contains(address(2), START + 100)).isTrue();
    assertThat(own.contains(address(OwnAddresses.MAX_ADDRESSES + 1), START + 100)).isTrue();
  }

  @Test
  void peerThatLookedLikeTheNodeItselfIsLinkedInTheEnd() {
    MemoryNetwork network = new MemoryNetwork(23);
    ScriptedMembership membership = new ScriptedMembership();
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 2, 3);
    network.start(3);
    network.runFor(Duration.ofSeconds(1));
    // Somebody has sent the connect to node 2 back.
    node.report(3, (events, link) -> events.selfDialed(address(2)));
    network.start(2);
    network.runFor(Duration.ofMinutes(5));
    assertThat(node.peers()).containsExactly(3);
    assertThat(membership.calls).contains("2 is SELF");

    network.runFor(Duration.ofMinutes(6));
    assertThat(node.peers()).containsExactly(2, 3);
  }
}
