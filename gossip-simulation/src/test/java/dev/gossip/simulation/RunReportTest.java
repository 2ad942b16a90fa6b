package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures of runs that can be calculated by hand. */
class RunReportTest {
  private static SimulatedNetwork linked(Simulation simulation) {
    SimulatedNetwork network = simulation.latency(Latency.constant(Duration.ofMillis(10))).start();
    network.awaitLinks(Duration.ofSeconds(10));
    return network;
  }

  @Test
  void messageRecordHasThePathAndTimesOfALine() {
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
  void treeHasNoRedundancyAndCompleteGraphHasTheMost() {
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
  void networkIsQuietOnceTheLastFrameHasArrived() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(3).topology(Topologies.line()));
    assertThat(network.runUntilQuiet(Duration.ofSeconds(1))).isTrue();
    Duration before = network.now();
    network.node(0).publish("x");
    assertThat(network.runUntilQuiet(Duration.ofSeconds(5))).isTrue();
    assertThat(network.now().minus(before)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void hopsAreRecordedWithoutLatency() {
    SimulatedNetwork network =
        Simulation.seeded(1).nodes(6).topology(Topologies.line()).latency(Latency.none()).start();
    network.awaitLinks(Duration.ofSeconds(10));
    MessageId id = network.node(5).publish("x");
    network.runUntilQuiet(Duration.ofSeconds(1));
    MessageRecord message = network.record().message(id).orElseThrow();

    assertThat(message.lastDeliveryHop()).isEqualTo(5);
    assertThat(message.path(0)).containsExactly(5, 4, 3, 2, 1, 0);
    assertThat(message.lastEvents(1).get(0)).contains("delivered at node 0");
  }

  @Test
  void networkIsNotQuietWhileAPausedNodeHasUnreadMessages() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()));
    network.node(1).pause();
    network.node(0).publish("x");
    assertThat(network.runUntilQuiet(Duration.ofSeconds(2))).isFalse();
    network.node(1).resume();
    assertThat(network.runUntilQuiet(Duration.ofSeconds(2))).isTrue();
    assertThat(network.report().coverage()).isEqualTo(1);
  }

  @Test
  void coverageIsZeroIfNoNodeRuns() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()));
    MessageId id = network.node(0).publish("x");
    network.runFor(Duration.ofSeconds(1));
    network.nodes().forEach(SimulatedNode::crash);

    assertThat(network.coverage(id)).isZero();
  }

  @Test
  void describeContainsEverythingNeededToRepeatTheRun() {
    SimulatedNetwork network =
        Simulation.seeded(5)
            .nodes(10)
            .latency(Latency.parse("uniform:10ms-20ms"))
            .mtu(900)
            .loss(0.1)
            .set("gossip.lifetime", "1m")
            .start();

    assertThat(network.describe())
        .isEqualTo(
            "seed 5, 10 nodes, 40 links, random-regular:8, latency uniform:10ms-20ms,"
                + " MTU 900, gossip.lifetime=1m, faults [drop everywhere (share 0.1)]");
  }

  @Test
  void messagesPublishedAsABatchShareDatagrams() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(3).topology(Topologies.line()));
    long before = network.record().datagrams();
    List<ByteString> payloads =
        List.of("a", "b", "c").stream().map(ByteString::copyFromUtf8).toList();
    List<MessageId> ids = network.node(0).publishAll("main", payloads);
    network.runUntilQuiet(Duration.ofSeconds(1));

    assertThat(ids).hasSize(3).allMatch(id -> network.coverage(id) == 1);
    assertThat(network.report().transmissions()).isEqualTo(6);
    assertThat(network.record().datagrams() - before).isEqualTo(2);
  }

  @Test
  void traceNamesSenderAndReceiverAndDoesNotChangeTheRun() {
    List<String> lines = new ArrayList<>();
    SimulatedNetwork traced =
        linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()).trace(lines::add));
    SimulatedNetwork untraced = linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()));
    MessageId id = traced.node(0).publish("x");
    untraced.node(0).publish("x");
    traced.runFor(Duration.ofSeconds(1));
    untraced.runFor(Duration.ofSeconds(1));

    assertThat(lines)
        .anyMatch(line -> line.endsWith("node 0: published " + id))
        .anyMatch(line -> line.endsWith("node 1: delivered " + id + " from node 0"))
        .anyMatch(line -> line.endsWith("node 0: link up to node 1"));
    assertThat(traced.record().traceHash()).isEqualTo(untraced.record().traceHash());
  }

  @Test
  void partsCountRunningNodesOnly() {
    SimulatedNetwork network = linked(Simulation.seeded(1).nodes(7).topology(Topologies.line()));
    assertThat(network.report().parts()).isEqualTo(1);
    assertThat(network.report().largestPart()).isEqualTo(7);
    network.node(2).crash();

    assertThat(network.report().parts()).isEqualTo(2);
    assertThat(network.report().largestPart()).isEqualTo(4);
    network.nodes().stream().filter(SimulatedNode::isUp).forEach(SimulatedNode::crash);
    assertThat(network.report().parts()).isZero();
    assertThat(network.report().largestPart()).isZero();
  }

  @Test
  void linksNotUpCountsMissingLinks() {
    SimulatedNetwork network = Simulation.seeded(1).nodes(5).topology(Topologies.line()).start();
    assertThat(network.linksNotUp()).isEqualTo(4);
    network.awaitLinks(Duration.ofSeconds(10));
    assertThat(network.linksNotUp()).isZero();
    network.faults().between(1, 2).drop();
    network.runFor(Duration.ofSeconds(20));

    assertThat(network.linksNotUp()).isEqualTo(1);
  }

  @Test
  void oversizedPayloadIsRejectedWithTheSettingToRaise() {
    SimulatedNetwork network = linked(Simulation.seeded(1));
    assertThatThrownBy(() -> network.node(0).publish("x".repeat(65_537)))
        .hasMessageContaining("gossip.max-payload-bytes");
  }
}
