package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures of runs that can be worked out by hand. */
class RunReportTest {
  private static SimulatedNetwork linked(Simulation simulation) {
    SimulatedNetwork network = simulation.latency(Latency.constant(Duration.ofMillis(10))).start();
    network.awaitLinks(Duration.ofSeconds(10));
    return network;
  }

  @Test
  void aMessageAlongALineHasThePathAndTheTimesOfALine() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(5).topology(Topologies.line()));
    MessageId id = network.node(1).publish("along");
    assertThat(network.runUntilQuiet(Duration.ofSeconds(5))).isTrue();
    MessageRecord message = network.record().message(id).orElseThrow();

    assertThat(message.path(4)).containsExactly(1, 2, 3, 4);
    assertThat(message.path(1)).containsExactly(1);
    assertThat(message.lastDeliveryHop()).isEqualTo(3);
    assertThat(message.latency(4)).contains(Duration.ofMillis(30));
    assertThat(message.latency(1)).isEmpty();
    assertThat(message.timeToReach(0.2)).contains(Duration.ZERO);
    assertThat(message.timeToReach(0.6)).contains(Duration.ofMillis(10));
    assertThat(message.timeToReach(1)).contains(Duration.ofMillis(30));
    assertThat(message.lastEvents(2).get(1)).contains("delivered at node 4, from node 3");
  }

  @Test
  void aTreeHasNoRedundancyAndACompleteGraphHasTheMost() {
    SimulatedNetwork tree = linked(Simulation.seeded(1).nodes(7).topology(Topologies.tree(2)));
    tree.node(0).publish("down");
    tree.runUntilQuiet(Duration.ofSeconds(5));
    RunReport report = tree.report();
    assertThat(report.rmr()).isZero();
    assertThat(report.hops()).isEqualTo(2);
    assertThat(report.transmissions()).isEqualTo(6);
    assertThat(report.duplicates()).isZero();
    assertThat(report.latencyMillis()).isEqualTo(new RunReport.Percentiles(20, 20, 20, 20));

    SimulatedNetwork full = linked(Simulation.seeded(1).nodes(6).topology(Topologies.complete()));
    full.node(0).publish("around");
    full.runUntilQuiet(Duration.ofSeconds(5));
    // 2E - (N - 1) = 25 transmissions for 5 deliveries.
    assertThat(full.report().rmr()).isCloseTo(4, within(1e-9));
    assertThat(full.report().duplicates()).isEqualTo(20);
    assertThat(full.report().bytesByKind().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(full.report().bytes());
    assertThat(full.report().bytesPerDelivery())
        .isCloseTo(full.report().bytes() / 5.0, within(0.1));
  }

  @Test
  void aNetworkIsQuietOnceTheLastFrameHasArrived() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(3).topology(Topologies.line()));
    assertThat(network.runUntilQuiet(Duration.ofSeconds(1))).isTrue();
    Duration before = network.now();
    network.node(0).publish("x");
    assertThat(network.runUntilQuiet(Duration.ofSeconds(5))).isTrue();
    assertThat(network.now().minus(before)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void theTraceTellsOfEverythingInWordsAndDoesNotChangeTheRun() {
    List<String> lines = new ArrayList<>();
    SimulatedNetwork read =
        linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()).trace(lines::add));
    SimulatedNetwork unread = linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()));
    MessageId id = read.node(0).publish("x");
    unread.node(0).publish("x");
    read.runFor(Duration.ofSeconds(1));
    unread.runFor(Duration.ofSeconds(1));

    assertThat(lines)
        .anyMatch(line -> line.endsWith("node 0: published " + id))
        .anyMatch(line -> line.endsWith("node 1: delivered " + id))
        .anyMatch(line -> line.contains("node 0: link up"));
    assertThat(read.record().traceHash()).isEqualTo(unread.record().traceHash());
  }

  @Test
  void whatIsTooLargeToPublishIsRefusedWithTheSettingToRaise() {
    SimulatedNetwork network = linked(Simulation.seeded(1));
    assertThatThrownBy(() -> network.node(0).publish("x".repeat(901)))
        .hasMessageContaining("gossip.max-payload-bytes");
  }
}
