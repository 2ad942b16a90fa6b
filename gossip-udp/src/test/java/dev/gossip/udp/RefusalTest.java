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

/** Nodes that do not belong together say so at both ends, and go on. */
@Timeout(30)
class RefusalTest {
  private final ManualNetwork world = new ManualNetwork(3);

  private void assertRefusedAtBothEnds(TestNode one, TestNode two, String what) {
    for (TestNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.told(NodeEvent.Refused.class))
          .as("told once at %s", node.address)
          .singleElement()
          .satisfies(refused -> assertThat(refused.reason()).contains(what));
      assertThat(node.node.isStopped()).isFalse();
    }
  }

  @Test
  void anotherNetwork() {
    TestNode one = world.start(1, Map.of("gossip.network", "red"), List.of(), 2);
    TestNode two = world.start(2, Map.of("gossip.network", "blue"), List.of());
    world.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "network");
    assertThat(one.told(NodeEvent.Refused.class).get(0).reason())
        .isEqualTo("its network is 'blue', this node's is 'red'");
    assertThat(two.told(NodeEvent.Refused.class).get(0).reason())
        .startsWith("its network is 'red', this node's is 'blue'");
  }

  @Test
  void anotherRelay() {
    TestNode one = world.start(1, 2);
    TestNode two = world.start(2, Map.of(), List.of(new TestPlugins.SilentRelay()), 1);
    world.runFor(Duration.ofSeconds(60));

    assertRefusedAtBothEnds(one, two, "relay.silent");
  }

  @Test
  void anotherRelayWhileDatagramsAreLost() {
    SplittableRandom losses = new SplittableRandom(11);
    world.rule((from, to, datagram) -> losses.nextDouble() > 0.3);
    TestNode one = world.start(1, 2);
    TestNode two = world.start(2, Map.of(), List.of(new TestPlugins.SilentRelay()), 1);
    world.runFor(Duration.ofSeconds(120));

    for (TestNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.told(NodeEvent.Refused.class))
          .isNotEmpty()
          .allSatisfy(refused -> assertThat(refused.reason()).contains("relay.silent"));
    }
  }

  @Test
  void anotherVersionOfTheDatagrams() {
    TestNode one = world.start(1, 2);
    TestNode two = world.start(2);
    // As if the second node spoke version 9: its version byte is changed on the way.
    world.rule(
        (from, to, datagram) -> {
          datagram[2] = from.port() == 2 ? 9 : datagram[2];
          datagram[2] = to.port() == 2 ? (byte) 8 : datagram[2];
          return true;
        });
    world.runFor(Duration.ofSeconds(30));

    assertThat(one.told(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("version 9"));
    assertThat(two.told(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("version 8"));
  }

  @Test
  void anotherSigningIsWarnedAboutAtBothEndsButKeepsNobodyApart() {
    TestNode one = world.start(1, 2);
    TestNode two = world.start(2, Map.of(), List.of(new TestPlugins.StampSigning()));
    world.runFor(Duration.ofSeconds(1));

    assertThat(one.peers()).containsExactly(2);
    for (TestNode node : List.of(one, two)) {
      assertThat(node.told(NodeEvent.Warning.class))
          .singleElement()
          .satisfies(warning -> assertThat(warning.what()).contains("signing."));
    }
  }
}
