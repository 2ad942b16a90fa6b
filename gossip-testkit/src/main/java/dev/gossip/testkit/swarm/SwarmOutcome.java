package dev.gossip.testkit.swarm;

import java.util.Optional;

/**
 * The outcome of a scenario.
 *
 * @param violation the first violation; empty if all invariants held
 * @param traceHash equal for two runs if and only if they did the same
 */
public record SwarmOutcome(Optional<Violation> violation, String traceHash) {}
