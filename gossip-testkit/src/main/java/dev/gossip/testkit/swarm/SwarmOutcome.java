package dev.gossip.testkit.swarm;

import dev.gossip.simulation.wire.FaultCount;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a scenario.
 *
 * @param violation the first violation; empty if all invariants held
 * @param traceHash equal for two runs if and only if they did the same
 * @param faults what each fault hit
 */
public record SwarmOutcome(
    Optional<Violation> violation, String traceHash, List<FaultCount> faults) {

  /** Copies the list. */
  public SwarmOutcome {
    faults = List.copyOf(faults);
  }
}
