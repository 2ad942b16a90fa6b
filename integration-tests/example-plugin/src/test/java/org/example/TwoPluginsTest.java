package org.example;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.testkit.GossipTest;
import java.time.Duration;

/** The relay and the membership of this project in one network. */
class TwoPluginsTest {
  private static final int NODES = 30;
  private static final int MAX_INBOUND = 3;

  @GossipTest(
      nodes = NODES,
      topology = "complete",
      relay = "patient",
      settings = {"gossip.membership.use=capped", "gossip.membership.capped.max-inbound=3"})
  void messageReachesEveryNodeOverTheLinksThatMembershipAccepts(Simulation simulation) {
    SimulatedNetwork network = simulation.start();
    network.runFor(Duration.ofSeconds(5));
    int links = NODES * (NODES - 1) / 2 - network.linksNotUp();
    assertThat(links)
        .as("links; every node is dialed more often than it accepts")
        .isEqualTo(NODES * MAX_INBOUND);

    MessageId id = network.node(0).publish("hello");
    network.runFor(Duration.ofSeconds(5));

    assertThat(network).message(id).reachedEveryone().within(5, SECONDS);
  }
}
