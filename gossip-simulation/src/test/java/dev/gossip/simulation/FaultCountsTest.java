package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.driver.VirtualDriver;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.FaultCounters;
import dev.gossip.simulation.wire.Faults;
import dev.gossip.simulation.wire.Latency;
import dev.gossip.simulation.wire.Packet;
import dev.gossip.simulation.wire.PacketOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault counts what it hit. One that hits nothing, although by its probability it should, is
 * recognized, and all faults end at once.
 */
class FaultCountsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  private static SimulatedNetwork six(Consumer<Simulation> options) {
    Simulation simulation =
        Simulation.seeded(1).nodes(6).latency(Latency.constant(Duration.ofMillis(10)));
    options.accept(simulation);
    SimulatedNetwork network = simulation.start();
    network.awaitLinks(Duration.ofSeconds(10));
    return network;
  }

  private static SimulatedNetwork six() {
    return six(simulation -> {});
  }

  private static FaultCount count(SimulatedNetwork network, String fault) {
    return network.faults().counts().stream()
        .filter(count -> count.fault().startsWith(fault))
        .findFirst()
        .orElseThrow();
  }

  // ---- faults of packets ---------------------------------------------------------------------

  static Stream<Arguments> packetFaults() {
    return Stream.of(
        packetFault("lose", faults -> faults.lose(0.3), PacketOutcome.Drop.class),
        packetFault("cut", faults -> faults.cut(0, 1), PacketOutcome.Drop.class),
        packetFault("partition", f -> f.partition(List.of(0, 1)), PacketOutcome.Drop.class),
        packetFault("cut of nodes", f -> f.cut(List.of(0)), PacketOutcome.Drop.class),
        packetFault("delay", faults -> faults.delay(SHORT), PacketOutcome.Delay.class),
        packetFault("reorder", f -> f.reorder(0.3, SHORT), PacketOutcome.Delay.class),
        packetFault("duplicate", f -> f.duplicate(0.3, SHORT), PacketOutcome.Duplicate.class),
        packetFault("corrupt", faults -> faults.corrupt(0.3), PacketOutcome.Corrupt.class),
        packetFault(
            "custom rule",
            faults -> faults.add("custom", (packet, random) -> PacketOutcome.DROP),
            PacketOutcome.Drop.class));
  }

  private static Arguments packetFault(
      String name, Function<Faults, Fault> install, Class<? extends PacketOutcome> outcome) {
    return Arguments.of(Named.of(name, install), outcome);
  }

  @ParameterizedTest
  @MethodSource("packetFaults")
  void faultOfPacketsCountsThePacketsThatItHits(
      Function<Faults, Fault> install, Class<? extends PacketOutcome> outcome) {
    Faults faults =
        new Faults(number -> new Random(number), VirtualDriver::addressOf, new FaultCounters());
    Fault fault = install.apply(faults);
    long hit = 0;
    for (int i = 0; i < 1_000; i++) {
      PacketOutcome what = faults.decide(new Packet(i % 3, (i + 1) % 3, 100, i));
      hit += outcome.isInstance(what) ? 1 : 0;
    }

    assertThat(hit).isBetween(200L, 1_000L);
    assertThat(fault.hits()).isEqualTo(hit);
    assertThat(faults.counts()).singleElement().isEqualTo(fault.count());
  }

  @Test
  void droppedPacketsAreExactlyThoseThatTheFaultsCounted() {
    SimulatedNetwork network = six(simulation -> simulation.loss(0.05));
    Fault cut = network.faults().partition(List.of(0, 1));
    network.runFor(A_WHILE);
    cut.remove();
    network.runFor(A_WHILE);

    assertThat(count(network, "drop everywhere").hits() + cut.hits())
        .isEqualTo(network.record().lost().get("fault"));
    assertThat(cut.hits()).isPositive();
    assertThat(network.faults().counts()).noneMatch(FaultCount::isIdle);
  }

  @Test
  void faultThatHitsNothingAgainstItsProbabilityIsBroken() {
    Faults faults =
        new Faults(number -> new Random(number), VirtualDriver::addressOf, new FaultCounters());
    // A broken rule, which lets pass what its share selects.
    Fault fault =
        faults.everywhere().share(0.1).rule("drop", (packet, random) -> PacketOutcome.PASS);
    for (int i = 0; i < 100; i++) {
      faults.decide(new Packet(0, 1, 100, i));
    }
    assertThat(fault.count().isBroken()).as("after 100 packets").isFalse();
    for (int i = 0; i < 50; i++) {
      faults.decide(new Packet(0, 1, 100, i));
    }

    assertThat(fault.count().isBroken()).as("after 150 packets").isTrue();
    assertThat(FaultCount.broken(faults.counts()))
        .singleElement()
        .hasToString(
            "the fault 'drop everywhere (share 0.1)' never hit anything, which has a probability"
                + " of 1.4e-07");
  }

  @Test
  void faultThatWasNeverAskedIsIdleButNotBroken() {
    SimulatedNetwork network = six();
    network.faults().cut(0, 0);
    network.runFor(A_WHILE);

    assertThat(count(network, "drop from 0 to 0").isIdle()).isTrue();
    assertThat(FaultCount.broken(network.faults().counts())).isEmpty();
    assertThat(count(network, "drop from 0 to 0"))
        .hasToString(
            "the fault 'drop from 0 to 0' never hit anything; it was in force too briefly,"
                + " or where nothing happened");
  }

  // ---- faults of nodes -----------------------------------------------------------------------

  @Test
  void crashCountsWhatItEnded() {
    SimulatedNetwork network = six();
    network.node(3).crash();
    network.runFor(A_WHILE);

    assertThat(count(network, "crash of node 3").hits()).isOne();
    assertThat(network.record().lost()).containsKey("node-down");
  }

  @Test
  void pauseCountsTheDatagramsThatWait() {
    SimulatedNetwork network = six();
    network.node(3).pause();
    network.node(0).publish("hello");
    network.runFor(Duration.ofSeconds(3));
    long waiting = count(network, "pause of node 3").hits();
    network.node(3).resume();
    network.runFor(Duration.ofSeconds(3));

    assertThat(waiting).isPositive();
    assertThat(count(network, "pause of node 3").hits()).isEqualTo(waiting);
  }

  @Test
  void wrongClockCountsItsReadings() {
    SimulatedNetwork network = six();
    network.node(3).skewClock(Duration.ofHours(1));
    network.node(4).driftClock(500_000);
    network.node(0).publish("read the clock");
    network.runFor(A_WHILE);
    long readings = count(network, "wrong clock of node 3").hits();

    assertThat(readings).isPositive();
    assertThat(count(network, "wrong clock of node 4").hits()).isPositive();
    network.endFaults();
    network.node(0).publish("read it again");
    network.runFor(A_WHILE);
    assertThat(count(network, "wrong clock of node 3").hits()).isEqualTo(readings);
  }

  @Test
  void churnCountsItsCrashes() {
    SimulatedNetwork network = six();
    Churn churn = network.churn(List.of(0, 1, 2), Duration.ofSeconds(10), Duration.ofSeconds(1));
    network.runFor(Duration.ofMinutes(2));

    assertThat(churn.hits()).isBetween(10L, 60L);
    long crashes =
        network.faults().counts().stream()
            .filter(count -> count.fault().startsWith("crash of"))
            .mapToLong(FaultCount::hits)
            .sum();
    assertThat(crashes).isEqualTo(churn.hits());
  }

  @Test
  void churnThatEndsSoonIsIdleAndNotBroken() {
    SimulatedNetwork network = six();
    Churn churn =
        network.churn(List.of(0, 1, 2, 3, 4, 5), Duration.ofHours(1), Duration.ofSeconds(1));
    network.runFor(Duration.ofSeconds(1));
    churn.stop();
    network.runFor(Duration.ofHours(24));

    FaultCount count = count(network, "churn of 6 nodes");
    assertThat(count.hits()).isZero();
    assertThat(count.chanceOfNone()).isBetween(Math.exp(-6.01 / 3_600), Math.exp(-5.99 / 3_600));
    assertThat(count.isBroken()).isFalse();
  }

  @Test
  void churnOfNodesThatAreDownIsIdleAndNotBroken() {
    SimulatedNetwork network = six();
    network.node(0).crash();
    network.node(1).pause();
    network.churn(List.of(0, 1), Duration.ofSeconds(1), Duration.ofSeconds(1));
    network.runFor(Duration.ofMinutes(1));

    FaultCount count = count(network, "churn of 2 nodes");
    assertThat(count.isIdle()).isTrue();
    assertThat(count.isBroken()).isFalse();
  }

  @Test
  void natCountsTheDatagramsThatItTranslatesAndBlocks() {
    SimulatedNetwork network = six();
    network.faults().rebindNat(3);
    network.runFor(A_WHILE);

    assertThat(count(network, "NAT of node 3").hits()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(AttackKind.class)
  void attackerCountsWhatItDoes(AttackKind kind) {
    SimulatedNetwork network =
        six(
            simulation ->
                simulation.nodes(6).topology(Topologies.complete()).attack(List.of(0), kind));
    for (int i = 0; i < 300; i++) {
      network.node(1 + i % 5).publishIfRoom("default", bytes(i));
      network.runFor(Duration.ofMillis(100));
    }

    assertThat(count(network, kind + " at node 0").hits()).isPositive();
  }

  private static ByteString bytes(int number) {
    return ByteString.copyFromUtf8("message " + number);
  }

  // ---- the end of all faults -----------------------------------------------------------------

  @Test
  void allFaultsEndAtOnce() {
    SimulatedNetwork network = six();
    assertThat(network.faultsInForce()).isEmpty();
    network.faults().partition(List.of(0, 1));
    network.faults().rebindNat(2);
    network.node(3).crash();
    network.node(4).pause();
    network.node(5).skewClock(Duration.ofHours(-1));
    network.node(5).driftClock(1_000);
    Churn churn = network.churn(List.of(0, 1), Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(network.faultsInForce())
        .hasSize(6)
        .anyMatch(text -> text.startsWith("drop between {0, 1} and the rest"))
        .anyMatch(text -> text.startsWith("NAT of node 2"))
        .anyMatch(text -> text.startsWith("churn of 2 nodes"))
        .contains("node 3 is down", "node 4 is paused", "the clock of node 5 is wrong");

    network.endFaults();

    assertThat(network.faultsInForce()).isEmpty();
    assertThat(churn.isStopped()).isTrue();
    network.awaitLinks(Duration.ofSeconds(60));
    MessageId id = network.node(3).publish("after the faults");
    network.runFor(A_WHILE);
    assertThat(network.coverage(id)).isEqualTo(1);
  }
}
