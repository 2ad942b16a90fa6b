/** Benchmarks of the simulation, in its package to access package-private classes. */
@NullMarked
package dev.gossip.simulation;

import org.jspecify.annotations.NullMarked;
