/**
 * Spies during a run: what nodes reveal to them, and how a supernode behaves. The package {@code
 * privacy} computes what they learn from it. Internal to the simulator.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.spy;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
