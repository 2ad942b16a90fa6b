/**
 * Swarm tests: many random networks with random faults, each with some kinds of faults switched
 * off, checked against what must hold in all of them. {@link dev.gossip.testkit.swarm.Swarm} is
 * where to begin.
 */
@NullMarked
package dev.gossip.testkit.swarm;

import org.jspecify.annotations.NullMarked;
