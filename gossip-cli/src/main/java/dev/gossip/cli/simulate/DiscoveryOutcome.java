package dev.gossip.cli.simulate;

import dev.gossip.simulation.DiscoveryReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a run found each other, measured just before the first message.
 *
 * @param convergence when all nodes were connected and had as many peers as they want; null if they
 *     were not in time
 * @param target how many peers each node wants to choose; 0 if its membership does not say
 */
record DiscoveryOutcome(@Nullable Duration convergence, int target, DiscoveryReport report) {}
