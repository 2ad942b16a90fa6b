/** The driver: one socket and one thread per node. */
@NullMarked
package dev.gossip.udp.driver;

import org.jspecify.annotations.NullMarked;
