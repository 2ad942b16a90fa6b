/** Compares simulated networks with results that were not made with this simulator. */
@NullMarked
package dev.gossip.simulation.validation;

import org.jspecify.annotations.NullMarked;
