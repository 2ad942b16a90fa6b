package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.transport.LinkStats;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.PacketOutcome;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Losses that a node reports for its links are those of the wire. */
class LinkStatsTest {
  private static final int NODES = 6;
  // Two checks of a link and pings in between, so that the last losses are detected, too.
  private static final Duration LOSS_DETECTION_TIME = Duration.ofSeconds(10);

  private static SimulatedNetwork linked(Simulation simulation) {
    SimulatedNetwork network =
        simulation
            .nodes(NODES)
            .topology(Topologies.ring())
            .latency(Latency.uniform(Duration.ofMillis(5), Duration.ofMillis(50)))
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    return network;
  }

  private static void publish(SimulatedNetwork network, int messages, int bytes) {
    for (int i = 0; i < messages; i++) {
      network.node(i % NODES).publish("x".repeat(bytes));
      network.runFor(Duration.ofMillis(5));
    }
  }

  private static SortedMap<String, Long> lostByLink(SimulatedNetwork network) {
    SortedMap<String, Long> lost = new TreeMap<>();
    for (SimulatedNode to : network.nodes()) {
      for (SimulatedNode from : network.nodes()) {
        LinkStats stats = to.linkStats().get(from.id());
        if (stats != null && stats.datagramsLost() > 0) {
          lost.put(from + " to " + to, stats.datagramsLost());
        }
      }
    }
    return lost;
  }

  @Test
  void linkStatsCountExactlyTheDatagramsThatTheWireDrops() {
    long seed = 11;
    SimulatedNetwork network = linked(Simulation.seeded(seed));
    SortedMap<String, Long> dropped = new TreeMap<>();
    Fault loss =
        network
            .faults()
            .add(
                "drop a tenth and record it",
                (packet, random) -> {
                  if (random.nextInt(10) > 0) {
                    return PacketOutcome.PASS;
                  }
                  String link = network.node(packet.from()) + " to " + network.node(packet.to());
                  dropped.merge(link, 1L, Long::sum);
                  return PacketOutcome.DROP;
                });
    publish(network, 500, 100);
    loss.remove();
    network.runFor(LOSS_DETECTION_TIME);

    assertThat(dropped).hasSize(2 * NODES);
    assertThat(lostByLink(network)).as("seed %d", seed).isEqualTo(dropped);
    assertThat(network.metrics().get("datagrams-lost"))
        .isEqualTo(network.record().lost().get("fault"));
  }

  @Test
  void lossMetricKeepsTheLossesOfLinksThatWentDown() {
    SimulatedNetwork network = linked(Simulation.seeded(12));
    Fault loss = network.faults().everywhere().share(0.1).drop();
    publish(network, 100, 100);
    loss.remove();
    network.runFor(LOSS_DETECTION_TIME);
    long before = network.node(1).metrics().getOrDefault("datagrams-lost", 0L);
    network.node(0).crash();
    network.node(2).crash();
    network.runFor(LOSS_DETECTION_TIME);

    assertThat(network.node(1).linkStats()).isEmpty();
    assertThat(before).isPositive();
    assertThat(network.node(1).metrics()).containsEntry("datagrams-lost", before);
  }

  @Test
  void reorderedAndDuplicatedDatagramsAreNotLost() {
    SimulatedNetwork network = linked(Simulation.seeded(13));
    network.faults().everywhere().share(0.3).reorder(Duration.ofMillis(500));
    network.faults().everywhere().share(0.3).duplicate(Duration.ofMillis(500));
    publish(network, 500, 100);
    network.runFor(LOSS_DETECTION_TIME);

    assertThat(lostByLink(network)).isEmpty();
    assertThat(network.metrics()).containsEntry("datagrams-lost", 0L);
    assertThat(network.node(0).linkStats().values())
        .hasSize(2)
        .allMatch(link -> link.datagramsExpected() > 100);
  }

  @Test
  void largeMessagesOnAPathWithASmallMtuShowAsLoss() {
    SimulatedNetwork network = linked(Simulation.seeded(14).mtu(600));
    publish(network, 5, 100);
    network.runFor(LOSS_DETECTION_TIME);
    assertThat(network.metrics()).containsEntry("datagrams-lost", 0L);

    publish(network, 20, 800);
    network.runFor(LOSS_DETECTION_TIME);

    assertThat(network.isLinked()).isTrue();
    assertThat(network.record().lost()).containsKey("above-mtu");
    assertThat(network.metrics().get("datagrams-lost"))
        .isEqualTo(network.record().lost().get("above-mtu"));
  }
}
