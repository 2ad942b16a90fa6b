package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resolution and dialing of peers that are configured by name. */
@Timeout(30)
class PeerNameResolutionTest {
  private final ManualNetwork network = new ManualNetwork(7);
  private final List<String> lookups = new ArrayList<>();

  private TestNode startDialing(String name, String... hosts) {
    network.resolver =
        host -> {
          lookups.add(host);
          return host.equals(name) ? List.of(hosts) : List.of();
        };
    // Only this host is reachable.
    network.rule((from, to, datagram) -> to.host().equals("127.0.0.1"));
    return network.start(2, Map.of("gossip.peers", name + ":1"), List.of());
  }

  private static List<String> reasons(TestNode node) {
    return node.eventsOf(NodeEvent.Unreachable.class).stream()
        .map(NodeEvent.Unreachable::reason)
        .toList();
  }

  @Test
  void nextAddressOfANameIsDialedOnTheNextAttempt() {
    network.start(1);
    TestNode node = startDialing("several", "::1", "10.0.0.1", "127.0.0.1");
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
    TestNode node = startDialing("several", "10.0.0.1", "10.0.0.2");
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
    TestNode node = startDialing("several", "10.0.0.1", "127.0.0.1");
    network.runFor(Duration.ofSeconds(3));
    assertThat(node.peers()).containsExactly(1);

    node.events.clear();
    network.kill(1);
    network.start(1);
    network.runFor(Duration.ofSeconds(3));
    assertThat(node.peers()).containsExactly(1);
    assertThat(lookups).as("the name is resolved again").hasSize(2);
    assertThat(reasons(node)).isEmpty();
  }

  @Test
  void nameThatIncludesThisNodeStillReachesTheOtherNode() {
    network.start(1);
    TestNode node = startDialing("everybody", "127.0.0.2", "127.0.0.1");
    network.rule(
        (from, to, datagram) -> {
          // Datagrams to the own address of this node come back to it.
          if (to.host().equals("127.0.0.2")) {
            network.inject(to, from, datagram);
          }
          return to.host().equals("127.0.0.1");
        });
    network.runFor(Duration.ofSeconds(2));

    assertThat(node.eventsOf(NodeEvent.Refused.class))
        .extracting(NodeEvent.Refused::reason)
        .containsExactly("it is this node itself");
    assertThat(node.peers()).containsExactly(1);
  }

  @Test
  void nameThatResolvesToAWildcardIsReportedAndNotDialed() {
    TestNode node = startDialing("blocked", "0.0.0.0");
    network.runFor(Duration.ofSeconds(10));

    assertThat(reasons(node))
        .containsExactly(
            "the name resolves to 0.0.0.0: 0.0.0.0 is a wildcard, an address to listen at; name the"
                + " peer's own address");
    assertThat(node.metric("datagrams-sent")).isZero();
  }
}
