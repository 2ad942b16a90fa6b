/** Compares simulated networks with results from other sources. */
@NullMarked
package dev.gossip.simulation.validation;

import org.jspecify.annotations.NullMarked;
