package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipImage;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network with more nodes than most machines have processors. */
@RequiresDocker
@Timeout(value = 900, threadMode = SEPARATE_THREAD)
class TwentyNodesIT {
  private static final int NODES = 20;

  @Test
  void twentyNodesLinkUpAndDeliverAMessageEverywhere() throws Exception {
    NetworkPlan plan =
        NetworkPlan.seeded(1).nodes(NODES).topology(Topologies.randomRegular(4)).build();
    // Built before the measurement, which is of the network only.
    GossipImage.ofClassPath().get();
    GossipCluster.Builder builder =
        GossipCluster.of(plan)
            .maxNodes(NODES)
            // Starting takes 20 s on two idle processors and ten times as long on busy ones.
            .waitLimit(Duration.ofMinutes(5));
    for (int node = 0; node < NODES; node++) {
      // A quarter less processor time until a node listens.
      builder.node(
          node, container -> container.withEnv("GOSSIP_JAVA_OPTS", "-XX:TieredStopAtLevel=1"));
    }
    long startNanos = System.nanoTime();
    try (GossipCluster cluster = builder.start()) {
      Duration startTime = Duration.ofNanos(System.nanoTime() - startNanos);
      System.out.println("twenty nodes were up and linked after " + startTime.toMillis() + " ms");

      MessageId id = cluster.publish(0, "hello");
      cluster.awaitEverywhere(id);
      assertThat(cluster).message(id).reachedEveryone();
    }
  }
}
