/** The trace of a run, of which the trace hash is made. Internal to the simulator. */
@NullMarked
package dev.gossip.simulation.trace;

import org.jspecify.annotations.NullMarked;
