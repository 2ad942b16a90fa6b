package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that also leads to the node that dials it. */
@Timeout(120)
class PeerNameResolutionTest {
  private final ManualNetwork network = new ManualNetwork(7);

  @Test
  void nameThatIncludesThisNodeStillReachesTheOtherNode() {
    network.start(1);
    network.resolver = name -> List.of("127.0.0.2", "127.0.0.1");
    network.rule(
        (from, to, datagram) -> {
          // Datagrams to the own address of this node come back to it.
          if (to.host().equals("127.0.0.2")) {
            network.inject(to, from, datagram);
          }
          return to.host().equals("127.0.0.1");
        });
    TestNode node = network.start(2, Map.of("gossip.peers", "everybody:1"), List.of());
    network.runFor(Duration.ofSeconds(2));

    assertThat(node.eventsOf(NodeEvent.Refused.class))
        .extracting(NodeEvent.Refused::reason)
        .containsExactly("it is this node itself");
    assertThat(node.peers()).containsExactly(1);
  }
}
