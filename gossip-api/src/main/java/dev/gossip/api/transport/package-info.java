/** Transports: how frames travel between two nodes. Sans-IO: datagrams in, datagrams out. */
@NullMarked
package dev.gossip.api.transport;

import org.jspecify.annotations.NullMarked;
