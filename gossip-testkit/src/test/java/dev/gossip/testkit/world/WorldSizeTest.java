package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.plan.NetworkPlan;
import org.junit.jupiter.api.Test;

/** How many nodes a world may have. Each is a JVM in containers, so none comes by surprise. */
class WorldSizeTest {

  @Test
  void planWithTooManyNodesIsRefusedBeforeAContainerStarts() {
    assertThatThrownBy(() -> WorldKind.CONTAINERS.start(NetworkPlan.parse("topology=ring")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the plan has 50 nodes, each a JVM in a container, and at most 16 may start; give it"
                + " fewer nodes, or allow more with -Dgossip.containers.max=50 or maxNodes of"
                + " GossipCluster.Builder");
    assertThatThrownBy(() -> GossipCluster.of(NetworkPlan.parse("nodes=3")).maxNodes(2).start())
        .hasMessageStartingWith("the plan has 3 nodes");
    assertThatCode(() -> ClusterStart.requireFew(16, ClusterStart.limit()))
        .doesNotThrowAnyException();
  }
}
