package ${package};

import static dev.gossip.testkit.GossipAssertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.GossipTest;
import java.time.Duration;

class MyRelayNetworkTest {
  @GossipTest(nodes = 50, topology = "random-regular:6", relay = "${relay}", repetitions = 3)
  void messageReachesEveryNode(SimulatedNetwork network) {
    MessageId id = network.node(0).publish("hello");
    network.runUntilQuiet(Duration.ofMinutes(1));
    assertThat(network).message(id).reachedEveryone();
  }
}
