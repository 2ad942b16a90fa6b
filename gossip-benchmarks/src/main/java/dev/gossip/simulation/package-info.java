/** Benchmarks of the simulation. */
@NullMarked
package dev.gossip.simulation;

import org.jspecify.annotations.NullMarked;
