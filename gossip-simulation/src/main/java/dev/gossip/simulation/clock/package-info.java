/**
 * Virtual time: the queue of events that advances it, and the clocks of the nodes. Internal to the
 * simulator.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.clock;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
