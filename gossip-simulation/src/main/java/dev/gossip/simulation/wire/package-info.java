/** The simulated wire: latency, bandwidth and faults of datagrams between nodes. */
@NullMarked
package dev.gossip.simulation.wire;

import org.jspecify.annotations.NullMarked;
