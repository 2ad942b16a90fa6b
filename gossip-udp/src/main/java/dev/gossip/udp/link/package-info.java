/** The sans-IO transport: links over datagrams, without socket, thread or clock. */
@NullMarked
package dev.gossip.udp.link;

import org.jspecify.annotations.NullMarked;
