package org.example;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import org.junit.jupiter.api.Test;

@RequiresDocker
class SixContainersTest {
  @Test
  void messageReachesEveryRunningNodeAfterACrash() {
    NetworkPlan plan =
        NetworkPlan.seeded(1)
            .nodes(6)
            .relay("diffusion")
            .set("gossip.relay.diffusion.profile", "ci")
            .build();
    try (GossipCluster cluster = GossipCluster.of(plan).start()) {
      cluster.crash(2);
      MessageId id = cluster.publish(0, "hello");
      cluster.awaitEverywhere(id);
      assertThat(cluster).message(id).reachedEveryone().within(10, SECONDS);

      cluster.restart(2);
      cluster.awaitLinks();
      cluster.awaitEverywhere(cluster.publish(2, "back again"));
    }
  }
}
