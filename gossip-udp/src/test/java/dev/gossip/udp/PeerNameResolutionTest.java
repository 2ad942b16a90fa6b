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

/** Peers that are configured by name. */
@Timeout(30)
class NamesTest {
  private final ManualNetwork world = new ManualNetwork(7);
  private final List<String> lookups = new ArrayList<>();

  private TestNode dialling(String name, String... hosts) {
    world.names =
        asked -> {
          lookups.add(asked);
          return asked.equals(name) ? List.of(hosts) : List.of();
        };
    // Only this host exists.
    world.rule((from, to, datagram) -> to.host().equals("127.0.0.1"));
    return world.start(2, Map.of("gossip.peers", name + ":1"), List.of());
  }

  private static List<String> reasons(TestNode node) {
    return node.told(NodeEvent.Unreachable.class).stream()
        .map(NodeEvent.Unreachable::reason)
        .toList();
  }

  @Test
  void theNextAddressOfANameIsDialledAtTheNextTry() {
    world.start(1);
    TestNode node = dialling("several", "::1", "10.0.0.1", "127.0.0.1");
    world.runFor(Duration.ofMillis(2_500));

    assertThat(node.peers()).containsExactly(1);
    assertThat(lookups).as("all addresses first").containsExactly("several");
    assertThat(reasons(node))
        .containsExactly(
            "address ::1 (1 of 3): nobody answers there",
            "address 10.0.0.1 (2 of 3): nobody answers there");
  }

  @Test
  void aNameIsResolvedAgainWhenItsLastAddressHasFailed() {
    TestNode node = dialling("several", "10.0.0.1", "10.0.0.2");
    world.runFor(Duration.ofSeconds(10));
    assertThat(lookups).hasSizeBetween(3, 5);
    assertThat(reasons(node)).as("each address is reported once").hasSize(2);

    world.start(1);
    world.names = asked -> List.of("127.0.0.1");
    world.runFor(Duration.ofSeconds(5));
    assertThat(node.peers()).containsExactly(1);
  }

  @Test
  void theAddressThatWasUpIsDialledFirstAfterALoss() {
    world.start(1);
    TestNode node = dialling("several", "10.0.0.1", "127.0.0.1");
    world.runFor(Duration.ofSeconds(3));
    assertThat(node.peers()).containsExactly(1);

    node.events.clear();
    world.kill(1);
    world.start(1);
    world.runFor(Duration.ofSeconds(3));
    assertThat(node.peers()).containsExactly(1);
    assertThat(lookups).as("the name may have moved").hasSize(2);
    assertThat(reasons(node)).isEmpty();
  }

  @Test
  void aNameThatIncludesThisNodeReachesTheOtherNodeSoon() {
    world.start(1);
    TestNode node = dialling("everybody", "127.0.0.2", "127.0.0.1");
    world.rule(
        (from, to, datagram) -> {
          // What this node sends to its own address comes back.
          if (to.host().equals("127.0.0.2")) {
            world.inject(to, from, datagram);
          }
          return to.host().equals("127.0.0.1");
        });
    world.runFor(Duration.ofSeconds(2));

    assertThat(node.told(NodeEvent.Refused.class))
        .extracting(NodeEvent.Refused::reason)
        .containsExactly("it is this node itself");
    assertThat(node.peers()).containsExactly(1);
  }

  @Test
  void aNameThatStandsForAWildcardIsReportedAndNotDialled() {
    TestNode node = dialling("blocked", "0.0.0.0");
    world.runFor(Duration.ofSeconds(10));

    assertThat(reasons(node))
        .containsExactly(
            "the name resolves to 0.0.0.0: 0.0.0.0 is a wildcard, an address to listen at; name the"
                + " peer's own address");
    assertThat(node.metric("datagrams-sent")).isZero();
  }
}
