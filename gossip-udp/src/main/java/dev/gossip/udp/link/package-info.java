/** The sans-IO half: datagrams to links and back. No socket, thread or clock. */
@NullMarked
package dev.gossip.udp.link;

import org.jspecify.annotations.NullMarked;
