/** What happens to datagrams between nodes: how long they take, and what goes wrong with them. */
@NullMarked
package dev.gossip.simulation.wire;

import org.jspecify.annotations.NullMarked;
