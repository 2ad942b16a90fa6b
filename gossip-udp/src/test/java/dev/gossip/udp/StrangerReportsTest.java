package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers cannot flood a node's reports or inject text into them. */
@Timeout(60)
class StrangerReportsTest {
  private final ManualNetwork network = ManualNetwork.plain(29);
  private final Strangers strangers = new Strangers(network, ManualNetwork.address(1));

  @Test
  void warningsAboutStrangersAreLimitedAndFurtherOnesCounted() {
    TestNode node = network.start(1);
    for (int i = 0; i < 100; i++) {
      String signing = "signing.s" + i;
      strangers.hello = theirs -> theirs.toBuilder().setSigning(signing).build();
      PeerAddress stranger = new PeerAddress("192.0.2.7", 20_000 + i);
      strangers.connect(stranger, Strangers.id(i));
      network.runFor(Duration.ofMillis(20));
      strangers.close(stranger);
    }

    assertThat(node.eventsOf(NodeEvent.Warning.class)).hasSize(10);
    assertThat(node.metric("dropped.stranger-warning")).isEqualTo(90);
    network.runFor(Duration.ofMinutes(1));
    strangers.connect(new PeerAddress("192.0.2.7", 30_000), Strangers.id(1));
    network.runFor(Duration.ofMillis(20));
    assertThat(node.eventsOf(NodeEvent.Warning.class)).as("in the next minute").hasSize(11);
  }

  @Test
  void refusalsAndWarningsShareOneBudget() {
    TestNode node = network.start(1);
    for (int i = 0; i < 100; i++) {
      String name = "s" + i;
      strangers.hello =
          i % 2 == 0
              ? theirs -> theirs.toBuilder().setSigning("signing." + name).build()
              : theirs -> theirs.toBuilder().setNetwork(name).build();
      strangers.connect(new PeerAddress("192.0.2.7", 20_000 + i), Strangers.id(i));
      network.runFor(Duration.ofMillis(20));
    }

    int reported =
        node.eventsOf(NodeEvent.Warning.class).size()
            + node.eventsOf(NodeEvent.Refused.class).size();
    assertThat(reported).isEqualTo(10);
  }

  @Test
  void reconnectingPeerIsWarnedAboutOnce() {
    TestNode node = network.start(1);
    strangers.hello = theirs -> theirs.toBuilder().setSigning("signing.other").build();
    PeerAddress stranger = new PeerAddress("192.0.2.7", 20_000);
    for (int i = 0; i < 20; i++) {
      strangers.connect(stranger, Strangers.id(i));
      network.runFor(Duration.ofMillis(20));
      strangers.close(stranger);
      network.runFor(Duration.ofMillis(20));
    }

    assertThat(node.eventsOf(NodeEvent.PeerUp.class)).hasSize(20);
    assertThat(node.eventsOf(NodeEvent.Warning.class)).hasSize(1);
  }

  @Test
  void invalidPluginIdIsNotShown() {
    TestNode node = network.start(1);
    strangers.hello = theirs -> theirs.toBuilder().setSigning("call +1 555 0100 now").build();
    strangers.connect(new PeerAddress("192.0.2.7", 20_000), Strangers.id(1));
    network.runFor(Duration.ofMillis(20));

    assertThat(node.eventsOf(NodeEvent.Warning.class))
        .singleElement()
        .satisfies(warning -> assertThat(warning.what()).contains("signs with an unreadable name"));
  }
}
