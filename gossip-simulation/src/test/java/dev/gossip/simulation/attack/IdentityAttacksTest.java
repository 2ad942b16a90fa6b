package dev.gossip.simulation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by nodes under new ids, and in the name of others. */
class IdentityAttacksTest {
  private static final Duration RUN = Duration.ofSeconds(30);
  private static final int ATTACKER = 1;

  private final CountingSpam spam = new CountingSpam(10);

  private SimulatedNetwork network(AttackKind kind, String security) {
    return Simulation.seeded(3)
        .nodes(4)
        .topology(Topologies.complete())
        .with(spam)
        .set("gossip.transport.udp.security", security)
        .attack(Set.of(ATTACKER), kind)
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "noise"})
  void freshIdsComeBackAfterEachRefusal(String security) {
    SimulatedNetwork network = network(AttackKind.FRESH_IDS, security);
    network.runFor(RUN);

    for (SimulatedNode node : network.nodes()) {
      if (!node.isHostile()) {
        Map<PeerId, Map<String, Integer>> counted = spam.counted(node);
        long ids =
            counted.values().stream()
                .filter(counts -> counts.getOrDefault("malformed-frame", 0) >= 10)
                .count();
        assertThat(ids).describedAs("%s", node).isBetween(8L, 30L);
      }
    }
    assertThat(network.attackReport().orElseThrow().discouragedHonest()).isZero();
    assertThat(network.attackReport().orElseThrow().discouragedHostile()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "noise"})
  void spooferChangesNothingButCountersOfDrops(String security) {
    SimulatedNetwork network = network(AttackKind.SPOOFER, security);
    network.runFor(Duration.ofSeconds(60));

    long dropped = 0;
    for (SimulatedNode node : honest(network)) {
      assertThat(node.peers()).hasSize(3);
      assertThat(spam.counted(node)).isEmpty();
      dropped += drops(node);
    }
    // Some are answered, so that victims drop the answers.
    assertThat(dropped).isBetween(99_000L, 150_000L);
  }

  private static List<SimulatedNode> honest(SimulatedNetwork network) {
    return network.nodes().stream().filter(node -> !node.isHostile()).toList();
  }

  private static long drops(SimulatedNode node) {
    SortedMap<String, Long> metrics = node.metrics();
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("dropped."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void pluginMakesNodesWithSecureLinksHostile() {
    SimulatedNetwork network =
        Simulation.seeded(4)
            .nodes(4)
            .topology(Topologies.complete())
            .with(spam)
            .set("gossip.transport.udp.security", "noise")
            .hostile(
                index -> index == ATTACKER,
                variant ->
                    variant
                        .with(new HostileTransport())
                        .set("gossip.transport.hostile.attack", "requester")
                        .set("gossip.transport.hostile.start", "5s"))
            .start();
    network.runFor(Duration.ofSeconds(5));
    assertThat(spam.counted(network.node(3))).isEmpty();

    network.runFor(Duration.ofSeconds(2));
    assertThat(spam.counted(network.node(3)).values()).contains(Map.of("unsolicited", 10));
  }
}
