/** Large messages in simulated networks. */
@NullMarked
package dev.gossip.simulation.large;

import org.jspecify.annotations.NullMarked;
