/** Signing for all nodes of a simulated network together. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.signing;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
