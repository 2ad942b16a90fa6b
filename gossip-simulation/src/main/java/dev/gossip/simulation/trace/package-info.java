/** The trace of a run, of which the trace hash is made. Internal to the simulator. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.trace;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
