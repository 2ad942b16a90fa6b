package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.topology.Topologies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many nodes a world has. Each is a JVM in containers, so none comes by surprise. */
class WorldPlanTest {

  static List<Arguments> plansWithoutACount() {
    return Stream.of(
            WorldPlan.seeded(1),
            WorldPlan.seeded(1).topology(Topologies.ring()),
            WorldPlan.seeded(1).topology(Topologies.line()),
            WorldPlan.seeded(1).topology(Topologies.randomRegular(4)),
            WorldPlan.seeded(1).setAll("topology=ring"),
            WorldPlan.seeded(1).setAll("discovery=bootstrap"))
        .map(Arguments::of)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("plansWithoutACount")
  void worldHasSixNodesWithEveryTopology(WorldPlan plan) {
    assertThat(plan.network().nodes()).isEqualTo(6);
  }

  static List<Arguments> plansWithTenNodes() {
    return Stream.of(
            WorldPlan.seeded(1).topology(Topologies.ring()).nodes(10),
            WorldPlan.seeded(1).nodes(10).topology(Topologies.ring()),
            WorldPlan.seeded(1).setAll("topology=ring nodes=10"),
            WorldPlan.seeded(1).nodes(7).setAll("nodes=10"),
            WorldPlan.of(NetworkPlan.parse("topology=ring nodes=10")))
        .map(Arguments::of)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("plansWithTenNodes")
  void givenNumberOfNodesCounts(WorldPlan plan) {
    assertThat(plan.network().nodes()).isEqualTo(10);
  }

  @Test
  void numberOfNodesOfAFileWithLinksCounts(@TempDir Path folder) throws IOException {
    Path square = Files.writeString(folder.resolve("square.csv"), "0,1\n1,2\n2,3\n3,0\n");
    WorldPlan plan = WorldPlan.seeded(1).topology(Topologies.file(square));

    assertThat(plan.network().nodes()).isEqualTo(4);
  }

  @Test
  void worldOfANetworkPlanHasItsNodes() {
    assertThat(WorldPlan.of(NetworkPlan.parse("topology=ring")).network().nodes()).isEqualTo(50);
  }

  @Test
  void planWithTooManyNodesIsRefusedBeforeAContainerStarts() {
    assertThatThrownBy(() -> WorldKind.CONTAINERS.start(NetworkPlan.parse("topology=ring")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the plan has 50 nodes, each a JVM in a container, and at most 16 may start; give it"
                + " fewer nodes, or allow more with -Dgossip.containers.max=50 or maxNodes of"
                + " GossipCluster.Builder");
    assertThatThrownBy(() -> GossipCluster.of(WorldPlan.seeded(1).nodes(3)).maxNodes(2).start())
        .hasMessageStartingWith("the plan has 3 nodes");
    assertThatCode(() -> ClusterStart.requireFew(16, ClusterStart.limit()))
        .doesNotThrowAnyException();
  }
}
