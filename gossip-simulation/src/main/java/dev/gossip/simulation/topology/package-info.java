/** Topologies: which nodes are linked. The usual families of graphs, and graphs read from files. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package dev.gossip.simulation.topology;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
