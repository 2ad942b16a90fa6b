/** Transports: links that carry frames between two nodes. Sans-IO: datagrams in and out. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.transport;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
