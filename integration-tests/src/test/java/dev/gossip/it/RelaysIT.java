package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.GossipContainer;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each relay strategy on the six-node network, with signed messages. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class RelaysIT {
  // The nodes at ports 5010, 5020 and 5050 of the original network.
  private static final int HUB = 1;
  private static final int INNER = 2;
  private static final int OUTER = 5;

  private static NetworkPlan six(String relay) {
    return NetworkPlan.seeded(1)
        .topology(Topologies.six())
        .relay(relay)
        .set("gossip.relay.diffusion.profile", "ci")
        // A stem that breaks because of a loss costs an embargo of 2 s.
        .set("gossip.relay.dandelion.hop-time", "5ms")
        .build();
  }

  private static void publishAtEveryNodeAndAwaitEverywhere(GossipCluster cluster) {
    List<MessageId> ids = new ArrayList<>();
    for (int node = 0; node < cluster.nodes(); node++) {
      if (cluster.isUp(node)) {
        ids.add(cluster.publish(node, "hello from " + node));
      }
    }
    for (MessageId id : ids) {
      cluster.awaitEverywhere(id);
      assertThat(cluster).message(id).reachedEveryone();
    }
  }

  @Test
  void floodingReachesEveryRunningNode() {
    try (GossipCluster cluster = GossipCluster.of(six("flooding")).start()) {
      checkThatEveryRunningNodeIsReached(cluster);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"diffusion", "dandelion"})
  void reliableRelaysReachEveryRunningNodeAlsoWithTwentyPercentLoss(String relay) {
    try (GossipCluster cluster = GossipCluster.of(six(relay)).start()) {
      checkThatEveryRunningNodeIsReached(cluster);

      cluster.lose(0.2);
      for (int round = 0; round < 3; round++) {
        publishAtEveryNodeAndAwaitEverywhere(cluster);
      }
      for (int node = 0; node < cluster.nodes(); node++) {
        assertThat(datagramsLost(cluster.container(node))).as("lost at node %s", node).isPositive();
      }
    }
  }

  private static void checkThatEveryRunningNodeIsReached(GossipCluster cluster) {
    publishAtEveryNodeAndAwaitEverywhere(cluster);

    cluster.crash(INNER);
    publishAtEveryNodeAndAwaitEverywhere(cluster);
    cluster.restart(INNER);
    cluster.awaitLinks();

    cluster.crash(OUTER);
    publishAtEveryNodeAndAwaitEverywhere(cluster);
    cluster.restart(OUTER);

    cluster.crash(HUB);
    cluster.restart(HUB);
    cluster.awaitLinks();
    publishAtEveryNodeAndAwaitEverywhere(cluster);
  }

  /** The number of datagrams dropped by the kernel's packet filter. */
  private static long datagramsLost(GossipContainer container) {
    return container
        .shell("iptables -nvxL INPUT")
        .lines()
        .filter(line -> line.contains("DROP"))
        .mapToLong(line -> Long.parseLong(line.strip().replaceFirst(" .*", "")))
        .sum();
  }
}
