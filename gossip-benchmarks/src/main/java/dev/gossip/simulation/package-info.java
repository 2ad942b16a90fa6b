/** Benchmarks of the simulation, in its own package for the parts that nobody else sees. */
@NullMarked
package dev.gossip.simulation;

import org.jspecify.annotations.NullMarked;
