package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.FaultTarget;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.PacketOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults affect exactly the packets that they select. */
class FaultsTest {
  /** A failed dial is repeated after up to half a minute. */
  private static final Duration REDIAL_LIMIT = Duration.ofSeconds(45);

  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static final Latency TEN_MILLIS = Latency.constant(Duration.ofMillis(10));

  private static SimulatedNetwork line(int nodes) {
    return linked(
        Simulation.seeded(1).nodes(nodes).topology(Topologies.line()).latency(TEN_MILLIS));
  }

  private static SimulatedNetwork linked(Simulation simulation) {
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(Duration.ofSeconds(10));
    return network;
  }

  private static long latencyMillis(SimulatedNetwork network, MessageId id, int node) {
    return network.record().message(id).orElseThrow().latency(node).orElseThrow().toMillis();
  }

  private static MessageId publish(SimulatedNetwork network, int node) {
    MessageId id = network.node(node).publish("from " + node + " at " + network.now());
    network.runFor(A_WHILE);
    return id;
  }

  @Test
  void oneWayDropDoesNotAffectTheOtherDirection() {
    SimulatedNetwork network = line(2);
    Fault fault = network.faults().oneWay(0, 1).drop();

    assertThat(network.coverage(publish(network, 0))).isEqualTo(0.5);
    assertThat(network.coverage(publish(network, 1))).isEqualTo(1);
    assertThat(network.record().lost()).containsKey("fault");
    fault.remove();
    assertThat(network.coverage(publish(network, 0))).isEqualTo(1);
  }

  @Test
  void faultBetweenTwoNodesAffectsBothDirectionsOfThatPairOnly() {
    SimulatedNetwork network = line(3);
    network.faults().between(1, 2).drop();

    assertThat(network.coverage(publish(network, 2))).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(network.coverage(publish(network, 0))).isCloseTo(2 / 3.0, within(1e-9));
  }

  @Test
  void partitionCutsBothDirectionsUntilRemovedAndSilenceOnlyOne() {
    SimulatedNetwork network = line(4);
    Fault partition = network.faults().partition(List.of(0, 1));
    assertThat(network.coverage(publish(network, 0))).isEqualTo(0.5);
    assertThat(network.coverage(publish(network, 3))).isEqualTo(0.5);
    partition.remove();
    // Long enough for pings; otherwise the links would go down during the next fault.
    network.runFor(A_WHILE);

    network.faults().cut(List.of(0, 1));
    assertThat(network.coverage(publish(network, 0))).isEqualTo(0.5);
    assertThat(network.coverage(publish(network, 3))).isEqualTo(1);
  }

  @Test
  void linksComeBackAfterALongPartition() {
    SimulatedNetwork network = line(4);
    Fault partition = network.faults().partition(List.of(0, 1));
    network.runFor(Duration.ofSeconds(20));
    assertThat(network.isLinked()).isFalse();
    partition.remove();
    network.awaitLinks(REDIAL_LIMIT);

    assertThat(network.coverage(publish(network, 0))).isEqualTo(1);
  }

  @Test
  void delayAddsToTheLatencyAndTheFirstMatchingRuleDecides() {
    SimulatedNetwork network = line(3);
    network.faults().from(0).delay(Duration.ofMillis(100));
    network.faults().everywhere().delay(Duration.ofMillis(7));
    MessageId id = publish(network, 0);

    assertThat(latencyMillis(network, id, 1)).isEqualTo(110);
    assertThat(latencyMillis(network, id, 2)).isEqualTo(110 + 17);
  }

  @Test
  void duplicatedDatagramsAreCountedAndDeliveredOnce() {
    SimulatedNetwork network = line(2);
    network.faults().everywhere().duplicate(Duration.ofMillis(50));
    MessageId id = publish(network, 0);

    assertThat(network.coverage(id)).isEqualTo(1);
    assertThat(network.report().duplicates()).isEqualTo(1);
    assertThat(network.report().transmissions()).isEqualTo(1);
  }

  @Test
  void corruptedDatagramsAreDroppedByTheReceiver() {
    SimulatedNetwork network = line(2);
    network.faults().oneWay(0, 1).corrupt();
    // Several, since a receiver ignores unknown fields, which a change of one byte may lead to.
    for (int i = 0; i < 10; i++) {
      MessageId id = publish(network, 0);
      assertThat(network.record().message(id).orElseThrow().reached(1)).isFalse();
    }

    assertThat(network.report().drops()).isNotEmpty();
  }

  @Test
  void deliveriesForgedByCorruptionAreCountedAndDoNotFailTheRun() {
    long forged = 0;
    for (long seed = 1; seed <= 60; seed++) {
      SimulatedNetwork network =
          linked(Simulation.seeded(seed).nodes(3).topology(Topologies.line()).latency(TEN_MILLIS));
      network.faults().everywhere().corrupt();
      publish(network, 0);
      forged += network.record().forged();
    }
    assertThat(forged).isPositive();
  }

  @Test
  void reorderedPacketsOvertakeEarlierOnes() {
    SimulatedNetwork network = line(2);
    network.faults().everywhere().reorder(Duration.ofMillis(500));
    MessageId first = network.node(0).publish("first");
    boolean overtaken = false;
    for (int i = 0; i < 20; i++) {
      network.runFor(Duration.ofMillis(1));
      MessageId later = network.node(0).publish("later " + i);
      network.runFor(Duration.ZERO);
      network.after(Duration.ofSeconds(1), () -> {});
      network.runFor(Duration.ofSeconds(1));
      overtaken |= latencyMillis(network, later, 1) < latencyMillis(network, first, 1);
    }
    assertThat(overtaken).as("seed 1").isTrue();
  }

  @Test
  void shareLimitsAFaultToThatFractionOfPackets() {
    SimulatedNetwork network = line(2);
    network.faults().everywhere().share(0.3).drop();
    for (int i = 0; i < 4_000; i++) {
      network.node(0).publish("message " + i);
      network.runFor(Duration.ofMillis(1));
    }
    double lost = network.record().lost().getOrDefault("fault", 0L);

    assertThat(lost / network.record().datagrams()).as("seed 1").isCloseTo(0.3, within(0.03));
  }

  @Test
  void customRulesCanBeInstalledAndRemovedAtScheduledTimes() {
    SimulatedNetwork network = line(2);
    network.after(
        Duration.ofSeconds(1),
        () -> {
          Fault cut = network.faults().add("cut", (packet, random) -> PacketOutcome.DROP);
          network.after(Duration.ofSeconds(1), cut::remove);
        });
    network.runFor(Duration.ofMillis(1_500));
    assertThat(network.describe()).contains("seed 1").contains("[cut]");
    MessageId during = network.node(0).publish("during");
    network.runFor(Duration.ofSeconds(1));
    assertThat(network.faults().isEmpty()).isTrue();
    assertThat(network.coverage(during)).isEqualTo(0.5);
    assertThat(network.coverage(publish(network, 0))).isEqualTo(1);
  }

  @Test
  void burstOverASlowLinkArrivesAtItsPace() {
    SimulatedNetwork network =
        linked(
            Simulation.seeded(1)
                .nodes(2)
                .topology(Topologies.line())
                .latency(Latency.none())
                .bandwidth(10_000, 20_000));
    MessageId last = network.node(0).publish("0");
    for (int i = 1; i < 30; i++) {
      last = network.node(0).publish(i + "x".repeat(400));
    }
    network.runFor(A_WHILE);

    // 30 messages of more than 400 bytes at 10,000 bytes a second.
    assertThat(network.record().lost().getOrDefault("queue-full", 0L)).isZero();
    assertThat(network.record().message(last).orElseThrow().reached(1)).isTrue();
    assertThat(network.report().latencyMillis().max()).isBetween(1_200.0, 3_000.0);
  }

  @Test
  void packetThatAFullQueueLosesIsAHitOfADropOnly() {
    for (boolean drops : List.of(false, true)) {
      SimulatedNetwork network =
          linked(
              Simulation.seeded(1)
                  .nodes(2)
                  .topology(Topologies.line())
                  .latency(Latency.none())
                  .bandwidth(10_000, 2_000));
      FaultTarget all = network.faults().everywhere();
      Fault fault = drops ? all.drop() : all.delay(Duration.ofMillis(1));
      long before = network.record().datagrams();
      for (int i = 0; i < 30; i++) {
        network.node(0).publish(i + "x".repeat(400));
        network.runFor(Duration.ofMillis(1));
      }
      long sent = network.record().datagrams() - before;
      long overflown = network.record().lost().getOrDefault("queue-full", 0L);

      assertThat(sent).isGreaterThan(20);
      if (drops) {
        assertThat(overflown).isZero();
        assertThat(fault.hits()).isEqualTo(sent);
      } else {
        assertThat(overflown).isGreaterThan(10);
        assertThat(fault.hits()).isEqualTo(sent - overflown);
      }
    }
  }

  @Test
  void delayOfPacketsThatAFullQueueLosesIsNotReportedAsBroken() {
    SimulatedNetwork network =
        linked(
            Simulation.seeded(1)
                .nodes(2)
                .topology(Topologies.line())
                .latency(Latency.none())
                .bandwidth(1_000, 2_000));
    network.node(0).publish("x".repeat(1_000));
    network.runFor(Duration.ofMillis(1));
    network.node(0).publish("y".repeat(600));
    network.runFor(Duration.ofMillis(1));
    Fault fault = network.faults().everywhere().delay(Duration.ofMillis(1));
    network.node(0).publish("z".repeat(600));
    network.runFor(Duration.ofMillis(1));

    assertThat(network.record().lost()).containsKey("queue-full");
    assertThat(fault.hits()).isZero();
    assertThat(fault.count().isBroken()).isFalse();
  }

  @Test
  void datagramsAboveTheMtuAreLost() {
    SimulatedNetwork network =
        linked(Simulation.seeded(1).nodes(2).topology(Topologies.line()).mtu(300));
    MessageId small = network.node(0).publish("small");
    network.runFor(A_WHILE);
    MessageId large = network.node(0).publish("x".repeat(400));
    network.runFor(A_WHILE);

    assertThat(network.coverage(small)).isEqualTo(1);
    assertThat(network.coverage(large)).isEqualTo(0.5);
    assertThat(network.record().lost()).containsEntry("above-mtu", 1L);
  }

  @Test
  void invalidSharesAndTimesAreRejected() {
    SimulatedNetwork network = line(2);
    assertThatThrownBy(() -> network.faults().everywhere().share(-0.1))
        .hasMessageContaining("-0.1");
    assertThatThrownBy(() -> network.faults().everywhere().delay(Duration.ofMillis(-1)))
        .hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> Simulation.seeded(1).bandwidth(0, 5)).hasMessageContaining("speed");
  }
}
