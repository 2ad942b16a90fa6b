package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Incompatible nodes refuse each other, report it at both ends and keep running. */
@Timeout(30)
class RefusalTest {
  private final ManualNetwork network = new ManualNetwork(3);

  private void assertRefusedAtBothEnds(TestNode one, TestNode two, String reason) {
    for (TestNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.eventsOf(NodeEvent.Refused.class))
          .as("reported once at %s", node.address)
          .singleElement()
          .satisfies(refused -> assertThat(refused.reason()).contains(reason));
      assertThat(node.node.isStopped()).isFalse();
    }
  }

  @Test
  void differentNetworkIsRefusedAtBothEnds() {
    TestNode one = network.start(1, Map.of("gossip.network", "red"), List.of(), 2);
    TestNode two = network.start(2, Map.of("gossip.network", "blue"), List.of());
    network.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "network");
    assertThat(one.eventsOf(NodeEvent.Refused.class).get(0).reason())
        .isEqualTo("its network is 'blue', this node's is 'red'");
    assertThat(two.eventsOf(NodeEvent.Refused.class).get(0).reason())
        .startsWith("its network is 'red', this node's is 'blue'");
  }

  @Test
  void differentRelayIsRefusedAtBothEnds() {
    TestNode one = network.start(1, 2);
    TestNode two = network.start(2, Map.of(), List.of(new TestPlugins.SilentRelay()), 1);
    network.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "relay.silent");
  }

  @Test
  void differentRelayIsRefusedAtBothEndsDespiteLoss() {
    SplittableRandom losses = new SplittableRandom(11);
    network.rule((from, to, datagram) -> losses.nextDouble() > 0.3);
    TestNode one = network.start(1, 2);
    TestNode two = network.start(2, Map.of(), List.of(new TestPlugins.SilentRelay()), 1);
    network.runFor(Duration.ofSeconds(120));

    for (TestNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.eventsOf(NodeEvent.Refused.class))
          .isNotEmpty()
          .allSatisfy(refused -> assertThat(refused.reason()).contains("relay.silent"));
    }
  }

  @Test
  void differentDatagramVersionIsRefusedAtBothEnds() {
    TestNode one = network.start(1, 2);
    TestNode two = network.start(2);
    // Node 1 sees version 9 and node 2 sees version 8: the version byte is changed in transit.
    network.rule(
        (from, to, datagram) -> {
          datagram[2] = from.port() == 2 ? 9 : datagram[2];
          datagram[2] = to.port() == 2 ? (byte) 8 : datagram[2];
          return true;
        });
    network.runFor(Duration.ofSeconds(30));

    assertThat(one.eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("version 9"));
    assertThat(two.eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("version 8"));
  }

  @Test
  void differentSigningIsWarnedAboutAtBothEndsButNotRefused() {
    TestNode one = network.start(1, 2);
    TestNode two = network.start(2, Map.of(), List.of(new TestPlugins.StampSigning()));
    network.runFor(Duration.ofSeconds(1));

    assertThat(one.peers()).containsExactly(2);
    for (TestNode node : List.of(one, two)) {
      assertThat(node.eventsOf(NodeEvent.Warning.class))
          .singleElement()
          .satisfies(warning -> assertThat(warning.what()).contains("signing."));
    }
  }
}
