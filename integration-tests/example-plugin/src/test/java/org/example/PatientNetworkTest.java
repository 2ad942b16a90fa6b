package org.example;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.GossipTest;
import java.time.Duration;

class PatientNetworkTest {
  @GossipTest(nodes = 100, topology = "random-regular:6", relay = "patient", repetitions = 10)
  void reachesEveryoneWithFewerCopiesThanFlooding(SimulatedNetwork network) {
    MessageId id = network.node(0).publish("hello");
    network.runUntilQuiet(Duration.ofMinutes(1));
    assertThat(network).message(id).reachedEveryone().within(2, SECONDS).withRedundancyBelow(4.0);
  }
}
