/** Topologies: which nodes are linked. The usual families of graphs, and graphs read from files. */
@NullMarked
package dev.gossip.simulation.topology;

import org.jspecify.annotations.NullMarked;
