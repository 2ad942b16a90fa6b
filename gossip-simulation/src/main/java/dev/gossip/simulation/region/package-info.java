/** Where nodes are: regions and places with weights, and the latency between them. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.region;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
