package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resolution and dialing of peers that are configured by name. */
@Timeout(30)
class NameResolutionTest {
  private final MemoryNetwork network = new MemoryNetwork(7);
  private final List<String> lookups = new ArrayList<>();
  private final List<PeerAddress> dials = new ArrayList<>();

  private MemoryNode startDialing(String name, String... hosts) {
    network.resolver =
        host -> {
          lookups.add(host);
          return host.equals(name) ? List.of(hosts) : List.of();
        };
    // Only this host is reachable.
    network.rule(
        (from, to, frame) -> {
          dials.add(to);
          return to.host().equals("127.0.0.1");
        });
    return network.start(2, Map.of("gossip.peers", name + ":1"), List.of());
  }

  private static List<String> reasons(MemoryNode node) {
    return node.eventsOf(NodeEvent.Unreachable.class).stream()
        .map(NodeEvent.Unreachable::reason)
        .toList();
  }

  @Test
  void nextAddressOfANameIsDialedOnTheNextAttempt() {
    network.start(1);
    MemoryNode node = startDialing("several", "::1", "10.0.0.1", "127.0.0.1");
    network.runFor(Duration.ofMillis(2_500));

    assertThat(node.peers()).containsExactly(1);
    assertThat(lookups).as("one lookup for all addresses").containsExactly("several");
    assertThat(reasons(node))
        .containsExactly(
            "address ::1 (1 of 3): nobody answers there",
            "address 10.0.0.1 (2 of 3): nobody answers there");
  }

  @Test
  void nameIsResolvedAgainAfterItsLastAddressHasFailed() {
    MemoryNode node = startDialing("several", "10.0.0.1", "10.0.0.2");
    network.runFor(Duration.ofSeconds(10));
    assertThat(lookups).hasSizeBetween(3, 5);
    assertThat(reasons(node)).as("each address is reported once").hasSize(2);

    network.start(1);
    network.resolver = host -> List.of("127.0.0.1");
    network.runFor(Duration.ofSeconds(5));
    assertThat(node.peers()).containsExactly(1);
  }

  @Test
  void addressThatWasUpIsDialedFirstAfterALoss() {
    network.start(1);
    MemoryNode node = startDialing("several", "10.0.0.1", "127.0.0.1");
    network.runFor(Duration.ofSeconds(3));
    assertThat(node.peers()).containsExactly(1);

    node.events.clear();
    network.kill(1);
    network.start(1);
    network.runFor(Duration.ofSeconds(8));
    assertThat(node.peers()).containsExactly(1);
    assertThat(lookups).as("the name is resolved again").hasSize(2);
    assertThat(reasons(node)).isEmpty();
  }

  @Test
  void nameThatResolvesToAWildcardIsReportedAndNotDialed() {
    MemoryNode node = startDialing("blocked", "0.0.0.0");
    network.runFor(Duration.ofSeconds(10));

    assertThat(reasons(node))
        .containsExactly(
            "the name resolves to 0.0.0.0: 0.0.0.0 is a wildcard, an address to listen at; name the"
                + " peer's own address");
    assertThat(dials).isEmpty();
  }
}
