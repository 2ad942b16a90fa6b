/**
 * Swarm tests: many random networks with random faults, each with some kinds of faults turned off,
 * in which the same invariants must hold. Start with {@link dev.gossip.testkit.swarm.Swarm}.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.testkit.swarm;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
