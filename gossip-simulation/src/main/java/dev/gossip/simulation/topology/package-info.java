/** Who is a neighbour of whom: the usual families of graphs. */
@NullMarked
package dev.gossip.simulation.topology;

import org.jspecify.annotations.NullMarked;
