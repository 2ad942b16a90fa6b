package dev.gossip.simulation.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.ConnectedComponents;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(network.describe()).contains("garbage-flooder by [1]");
  }

  @Test
  void networkWithoutAttackersHasNoReport() {
    SimulatedNetwork network = Simulation.seeded(1).nodes(3).start();

    assertThat(network.attackers()).isEmpty();
    assertThat(network.attackReport()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(AttackKind.class)
  void sameSeedGivesTheSameRun(AttackKind kind) {
    assertThat(trace(kind)).isEqualTo(trace(kind));
  }

  private static String trace(AttackKind kind) {
    SimulatedNetwork network =
        Simulation.seeded(5)
            .nodes(12)
            .topology(Topologies.randomRegular(6))
            .loss(0.05)
            .with(new CountingSpam(10))
            .attack(0.2, kind)
            .start();
    int turns = kind == AttackKind.COVERT_FLASH ? 17 : 3;
    for (int i = 0; i < turns; i++) {
      network.node(0).publish("message " + i);
      network.runFor(Duration.ofSeconds(1));
    }
    return network.attackers() + " " + network.attackReport() + network.record().traceHash();
  }

  @Test
  void honestNodesStayConnectedWithThreeHonestPeers() {
    for (int seed = 0; seed < 200; seed++) {
      Simulation simulation =
          Simulation.seeded(seed)
              .nodes(60)
              .topology(Topologies.randomRegular(6))
              .attack(0.2, AttackKind.SYBIL);
      SortedSet<Integer> attackers = simulation.attackers();
      if (seed == 0) {
        assertThat(simulation.start().attackers()).isEqualTo(attackers);
      }
      List<Edge> edges =
          Topologies.randomRegular(6).edges(60, RandomStreams.seeded(seed).stream("topology"));
      int[] peers = new int[60];
      for (Edge edge : edges) {
        if (!attackers.contains(edge.dialer()) && !attackers.contains(edge.dialed())) {
          peers[edge.dialer()]++;
          peers[edge.dialed()]++;
        }
      }
      assertThat(attackers).as("seed %s", seed).hasSize(12);
      assertThat(IntStream.range(0, 60).filter(node -> !attackers.contains(node)))
          .as("seed %s", seed)
          .allMatch(node -> peers[node] >= 3);
      assertThat(ConnectedComponents.of(60, edges, node -> !attackers.contains(node)).count())
          .as("seed %s", seed)
          .isEqualTo(1);
    }
  }

  @Test
  void topologyWithTooFewLinksIsRefused() {
    Simulation simulation =
        Simulation.seeded(1).nodes(30).topology(Topologies.ring()).attack(0.1, AttackKind.SYBIL);

    assertThatThrownBy(simulation::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "3 attackers among 30 nodes leave some honest node with fewer than 3")
        .hasMessageEndingWith("choose fewer attackers or a topology with more links");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void shareBetweenZeroAndOneIsNeeded(double share) {
    assertThatThrownBy(() -> Simulation.seeded(1).attack(share, AttackKind.SYBIL))
        .hasMessage("the share of attackers must be above 0 and below 1, not " + share);
  }

  @Test
  void slowPeersThatAreDiscouragedCountAsHonest() {
    SimulatedNetwork network =
        Simulation.seeded(1)
            .nodes(4)
            .topology(Topologies.complete())
            .with(new CountingSpam(1, "first-copy"))
            .attack(Set.of(1), AttackKind.SLOW)
            .start();
    network.runFor(A_WHILE);
    network.node(1).publish("to all");
    network.runFor(A_WHILE);

    AttackReport report = network.attackReport().orElseThrow();
    assertThat(report.discouragedHonest()).isGreaterThanOrEqualTo(3);
    assertThat(report.discouragedHostile()).isZero();
    assertThat(report.firstOffenceToLastDiscouragedMillis()).isNull();
  }

  @Test
  void coverageAndLatencyAreOfHonestNodesOnly() {
    SimulatedNetwork network =
        Simulation.seeded(1)
            .nodes(5)
            .topology(Topologies.complete())
            .attack(Set.of(1), AttackKind.GARBAGE_FLOODER)
            .start();
    network.runFor(A_WHILE);
    network.node(1).publish("from an attacker");
    MessageId id = network.node(0).publish("from an honest node");
    network.runFor(A_WHILE);

    assertThat(network.coverage(id)).isEqualTo(1);
    assertThat(network.record().messages()).hasSize(1);
    assertThat(network.record().message(id).orElseThrow().reached(1)).isFalse();
    assertThat(network.node(1).metrics().get("messages-delivered")).isEqualTo(1);
  }
}
