/** The links of a node, and how they are found for each datagram, dial and peer. */
@NullMarked
package dev.gossip.udp.table;

import org.jspecify.annotations.NullMarked;
