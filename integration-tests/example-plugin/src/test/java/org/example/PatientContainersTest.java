package org.example;

import static dev.gossip.testkit.GossipAssertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import org.junit.jupiter.api.Test;

@RequiresDocker
class PatientContainersTest {
  @Test
  void reachesEveryone() {
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(6).with(new PatientRelayPlugin()).build();
    try (GossipCluster cluster = GossipCluster.of(plan).start()) {
      MessageId id = cluster.publish(0, "hello");
      cluster.awaitEverywhere(id);
      assertThat(cluster).message(id).reachedEveryone();
    }
  }
}
