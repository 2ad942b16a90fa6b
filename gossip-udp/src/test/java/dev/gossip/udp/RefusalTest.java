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

/** Incompatible nodes refuse each other over UDP and report it at both ends. */
@Timeout(120)
class RefusalTest {
  private final ManualNetwork network = new ManualNetwork(3);

  @Test
  void differentRelayIsRefusedAtBothEndsDespiteLoss() {
    SplittableRandom losses = new SplittableRandom(11);
    network.rule((from, to, datagram) -> losses.nextDouble() > 0.3);
    TestNode one = network.start(1, 2);
    TestNode two =
        network.start(2, Map.of(), List.of(new TestPlugins.AnyRelay(TestPlugins.Flood::new)), 1);
    network.runFor(Duration.ofSeconds(120));

    for (TestNode node : List.of(one, two)) {
      assertThat(node.peers()).isEmpty();
      assertThat(node.eventsOf(NodeEvent.Refused.class))
          .isNotEmpty()
          .allSatisfy(refused -> assertThat(refused.reason()).contains("relay.any"));
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
}
