package dev.gossip.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.GossipCluster;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes with different configurations refuse each other. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class RefusalsIT {

  @ParameterizedTest
  @CsvSource({"gossip.relay.use, diffusion, relay", "gossip.network, other, network"})
  void nodesWithDifferentConfigurationsRefuseEachOtherWithTheReason(
      String path, String value, String word) {
    NetworkPlan plan = NetworkPlan.seeded(1).nodes(2).topology(Topologies.line()).build();
    try (GossipCluster cluster =
        GossipCluster.of(plan).node(1, container -> container.withSetting(path, value)).open()) {
      for (int node = 0; node < 2; node++) {
        int at = node;
        cluster.await(
            () -> "node " + at + " to report a refusal", () -> !refusal(cluster, at).isEmpty());
        assertThat(refusal(cluster, at)).contains(word).contains("\"remedy\":");
        System.out.println(refusal(cluster, at).strip());
        assertThat(cluster.linksOf(at)).isEmpty();
      }
    }
  }

  private static String refusal(GossipCluster cluster, int node) {
    return cluster
        .container(node)
        .getLogs()
        .lines()
        .filter(line -> line.contains("\"event\":\"refused\""))
        .findFirst()
        .orElse("");
  }
}
