/**
 * Virtual time: the queue of events that advances it, and the clocks of the nodes. Internal to the
 * simulator.
 */
@NullMarked
package dev.gossip.simulation.clock;

import org.jspecify.annotations.NullMarked;
