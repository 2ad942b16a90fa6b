/** The simulated wire: latency, bandwidth and faults of datagrams between nodes. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.wire;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
