package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.it.attack.HostileUdpPlugin;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Honest nodes with {@code spam.reputation} get rid of attackers, and of nobody else. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class AttacksIT {
  private static final int HONEST = 5;
  private static final List<String> ATTACKS = List.of("garbage-flooder", "forger", "requester");

  /** Longer than containers take to start, so that all links are up before. */
  private static final String START = "30s";

  @Test
  void attackersLoseTheirLinksWithHonestNodes() {
    NetworkPlan.Builder plan =
        NetworkPlan.seeded(1)
            .nodes(HONEST + ATTACKS.size())
            .topology(Topologies.complete())
            .set("gossip.spam.use", "reputation, rate-limit");
    for (int i = 0; i < ATTACKS.size(); i++) {
      int attacker = HONEST + i;
      String attack = ATTACKS.get(i);
      plan.hostile(
          node -> node == attacker,
          hostile ->
              hostile
                  .with(new HostileUdpPlugin())
                  .set("gossip.transport.hostile.attack", attack)
                  .set("gossip.transport.hostile.start", START));
    }
    try (GossipCluster cluster = GossipCluster.of(plan.build()).start()) {
      cluster.publishSteadily(0, Duration.ofMillis(200));
      for (int node = 0; node < HONEST; node++) {
        int at = node;
        cluster.await(
            () -> "node " + at + " to have links with honest nodes only: " + cluster.linksOf(at),
            () -> cluster.linksOf(at).stream().allMatch(peer -> peer < HONEST));
      }
      cluster.stopPublishing();

      for (int node = 0; node < HONEST; node++) {
        int at = node;
        assertThat(cluster.linksOf(node))
            .as("links of node %s", node)
            .containsExactlyElementsOf(
                IntStream.range(0, HONEST).filter(peer -> peer != at).boxed().toList());
        assertThat(cluster.container(node).getLogs()).contains("\"event\":\"discouraged\"");
      }
      MessageId id = cluster.publish(1, "still here");
      cluster.awaitEverywhere(id);
      assertThat(cluster).message(id).reachedEveryone();
    }
  }
}
