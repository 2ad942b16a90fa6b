package dev.gossip.testkit.swarm;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.simulation.wire.PacketOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of a swarm does something, counts it, and ends with the chaos phase. */
class SwarmFaultsTest {
  private static final Duration FROM = ofMillis(2_000);
  private static final Duration UNTIL = ofMillis(20_000);
  private static final Duration SHORT = ofMillis(300);

  private static ScenarioBuilder six() {
    ScenarioBuilder builder = SwarmScenario.builder(7).nodes(6).topology("six");
    for (int i = 0; i < 18; i++) {
      builder.publish(i % 6, ofMillis(1_000L * (i + 1)), 200);
    }
    return builder.publishInQuietPhase(0, ofMillis(0), 10);
  }

  private static SwarmFault fault(FaultKind kind) {
    return switch (kind) {
      case LOSS -> new PacketFault(kind, 0.2, Duration.ZERO, FROM, UNTIL);
      case CORRUPTION -> new PacketFault(kind, 0.5, Duration.ZERO, FROM, UNTIL);
      case DUPLICATION, REORDERING -> new PacketFault(kind, 0.3, SHORT, FROM, UNTIL);
      case PARTITION, CUT -> new PartitionFault(kind, List.of(0, 1), FROM, UNTIL);
      case CRASH, CRASH_KEEPING_STATE, PAUSE -> new NodeFault(kind, 3, FROM, UNTIL);
      case CLOCK -> new ClockFault(3, ofMillis(1_000), 1_000, FROM, UNTIL);
      case CHURN -> new ChurnFault(List.of(0, 1, 2), ofMillis(3_000), ofMillis(1_000), FROM, UNTIL);
    };
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void faultChangesTheRunAndCountsWhatItHits(FaultKind kind) {
    Swarm swarm = new Swarm("flooding");
    SwarmFault fault = fault(kind);
    // Of the same length, so that runs differ only in what the fault does.
    SwarmFault nothing = new PacketFault(FaultKind.LOSS, 0, Duration.ZERO, FROM, UNTIL);
    SwarmOutcome with = swarm.play(six().add(fault).build());
    SwarmOutcome without = swarm.play(six().add(nothing).build());

    assertThat(with.violation()).isEmpty();
    assertThat(without.violation()).isEmpty();
    assertThat(with.traceHash()).isNotEqualTo(without.traceHash());
    assertThat(with.faults())
        .filteredOn(count -> count.fault().startsWith(fault.countedAs()))
        .isNotEmpty()
        .noneMatch(FaultCount::isIdle);
  }

  // ---- the checks find what is wrong ---------------------------------------------------------

  /** Runs a network for a scenario in which something else goes wrong, and checks it. */
  private static FaultInvariants checked(
      SwarmScenario scenario, Consumer<SimulatedNetwork> mishap) {
    SimulatedNetwork network = Simulation.seeded(1).nodes(6).topology(Topologies.six()).start();
    network.awaitLinks(Duration.ofSeconds(10));
    mishap.accept(network);
    network.runFor(Duration.ofSeconds(5));
    return new FaultInvariants(scenario, network);
  }

  private static SwarmScenario with(FaultKind kind) {
    return six().add(fault(kind)).build();
  }

  private static Invariant invariant(Optional<Violation> violation) {
    return violation.orElseThrow().invariant();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CRASH", "CRASH_KEEPING_STATE", "PAUSE"})
  void faultThatNeverBeganViolatesTheInvariant(FaultKind kind) {
    Optional<Violation> violation = checked(with(kind), network -> {}).worked();

    assertThat(invariant(violation)).isEqualTo(Invariant.FAULTS_WORK);
    assertThat(violation.orElseThrow().detail()).startsWith("never began: ");
  }

  @Test
  void faultThatNeverHitAgainstItsProbabilityViolatesTheInvariant() {
    Optional<Violation> violation =
        checked(
                six().build(),
                network ->
                    network
                        .faults()
                        .everywhere()
                        .share(0.99)
                        .rule("dud", (packet, random) -> PacketOutcome.PASS))
            .worked();

    assertThat(invariant(violation)).isEqualTo(Invariant.FAULTS_WORK);
    assertThat(violation.orElseThrow().detail())
        .startsWith("the fault 'dud everywhere (share 0.99)' never hit anything");
  }

  @Test
  void faultThatGoesOnAfterTheChaosPhaseViolatesTheInvariant() {
    List<Consumer<SimulatedNetwork>> leftOn =
        List.of(
            network -> network.faults().lose(0.1),
            network -> network.faults().rebindNat(1),
            network -> network.node(1).pause(),
            network -> network.node(1).skewClock(SHORT),
            network -> network.node(1).driftClock(1_000),
            network -> network.churn(List.of(1), UNTIL, UNTIL));

    assertThat(leftOn)
        .allSatisfy(
            fault -> {
              FaultInvariants faults = checked(six().build(), fault);
              assertThat(invariant(faults.ended())).isEqualTo(Invariant.FAULTS_END);
              assertThat(invariant(faults.noneLeft())).isEqualTo(Invariant.FAULTS_END);
            });
    FaultInvariants down = checked(six().build(), network -> network.node(1).crash());
    assertThat(down.ended()).isEmpty();
    assertThat(invariant(down.noneLeft())).isEqualTo(Invariant.FAULTS_END);
  }

  @Test
  void healthyNetworkViolatesNothing() {
    FaultInvariants faults = checked(six().build(), network -> {});

    assertThat(faults.ended()).isEmpty();
    assertThat(faults.noneLeft()).isEmpty();
    assertThat(faults.worked()).isEmpty();
    assertThat(faults.nobodyBlamed()).isEmpty();
  }
}
