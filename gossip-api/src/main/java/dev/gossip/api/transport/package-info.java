/** Transports: links that carry frames between two nodes. Sans-IO: datagrams in and out. */
@NullMarked
package dev.gossip.api.transport;

import org.jspecify.annotations.NullMarked;
