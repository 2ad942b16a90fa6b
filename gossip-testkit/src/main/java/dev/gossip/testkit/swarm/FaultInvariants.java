package dev.gossip.testkit.swarm;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.wire.FaultCount;
import java.util.List;
import java.util.Optional;

/** Checks that the faults of a scenario work, that they end, and that no honest node is blamed. */
final class FaultInvariants {
  private final SwarmScenario scenario;
  private final SimulatedNetwork network;

  FaultInvariants(SwarmScenario scenario, SimulatedNetwork network) {
    this.scenario = scenario;
    this.network = network;
  }

  /** At the end of the chaos phase: faults have ended by themselves, though nodes may be down. */
  Optional<Violation> ended() {
    return inForce(
        network.faultsInForce().stream().filter(text -> !text.endsWith(" is down")).toList(),
        " at the end of the chaos phase");
  }

  /** During the quiet phase: no fault is in force, and no node is down. */
  Optional<Violation> noneLeft() {
    return inForce(network.faultsInForce(), " in the quiet phase");
  }

  private static Optional<Violation> inForce(List<String> faults, String when) {
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(new Violation(Invariant.FAULTS_END, String.join("; ", faults) + when));
  }

  /** At the end: every fault of the scenario was in force, and hit what it had to hit. */
  Optional<Violation> worked() {
    List<FaultCount> counts = network.faults().counts();
    for (SwarmFault fault : scenario.faults()) {
      // A node that another fault has taken down cannot crash or pause.
      if (!(fault instanceof NodeFault)
          && counts.stream().noneMatch(count -> count.fault().startsWith(fault.countedAs()))) {
        return Optional.of(new Violation(Invariant.FAULTS_WORK, "never began: " + fault));
      }
    }
    return FaultCount.broken(counts).stream()
        .findFirst()
        .map(broken -> new Violation(Invariant.FAULTS_WORK, broken.toString()));
  }

  /** At any time: no node has discouraged another one, as far as none had a reason to. */
  Optional<Violation> nobodyBlamed() {
    boolean corrupted =
        scenario.faults().stream().anyMatch(fault -> fault.kind() == FaultKind.CORRUPTION);
    int pairs = corrupted ? 0 : network.record().discouragedHonest();
    return pairs == 0
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Invariant.HONEST_NOT_DISCOURAGED,
                "in " + pairs + " pairs of honest nodes one has discouraged the other"));
  }
}
