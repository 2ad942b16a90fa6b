package dev.gossip.simulation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttackReportTest {
  private static final Duration A_WHILE = Duration.ofSeconds(5);

  @Test
  void garbageFlooderIsDiscouragedByAllHonestPeers() {
    SimulatedNetwork network =
        Simulation.seeded(1)
            .nodes(20)
            .topology(Topologies.randomRegular(8))
            .with(new CountingSpam(10))
            .attack(0.2, AttackKind.GARBAGE_FLOODER)
            .start();
    network.runFor(A_WHILE);

    AttackReport report = network.attackReport().orElseThrow();
    assertThat(network.attackers()).hasSize(4);
    assertThat(report.discouragedHonest()).isZero();
    assertThat(report.discouragedHostile()).isEqualTo(4);
    assertThat(report.firstOffenceToLastDiscouragedMillis()).isBetween(150L, 1_000L);
    for (SimulatedNode node : network.nodes()) {
      if (!node.isHostile()) {
        assertThat(node.peers())
            .extracting(peer -> peer.id())
            .doesNotContainAnyElementsOf(
                network.attackers().stream().map(index -> network.node(index).id()).toList());
      }
    }
  }

  @Test
  void certainNodesCanBeAttackers() {
    SimulatedNetwork network =
        Simulation.seeded(1).nodes(3).attack(Set.of(1), AttackKind.GARBAGE_FLOODER).start();

    assertThat(network.attackers()).containsExactly(1);
    assertThat(network.node(1).isHostile()).isTrue();
  }
}
