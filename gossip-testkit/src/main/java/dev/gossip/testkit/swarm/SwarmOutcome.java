package dev.gossip.testkit.swarm;

import java.util.Optional;

/**
 * How a scenario went.
 *
 * @param violation the first thing that did not hold; empty if all is well
 * @param traceHash equal for two runs exactly if they did the same
 */
public record SwarmOutcome(Optional<Violation> violation, String traceHash) {}
