/** The other half: a socket and a thread for each node. */
@NullMarked
package dev.gossip.udp.driver;

import org.jspecify.annotations.NullMarked;
