/** Sweeps: many runs of a simulation whose parameters differ, the files that hold their results. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.sweep;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
