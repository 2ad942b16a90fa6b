/** The sans-IO transport, without socket, thread or clock: plain or secure links, as configured. */
@NullMarked
package dev.gossip.udp.transport;

import org.jspecify.annotations.NullMarked;
