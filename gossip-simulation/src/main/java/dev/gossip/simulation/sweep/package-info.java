/** Sweeps: many runs of a simulation whose parameters differ, and their means. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.sweep;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
