/** {@code membership.outbound}: keeps links with nodes of its own choice. */
@NullMarked
package dev.gossip.discovery.outbound;

import org.jspecify.annotations.NullMarked;
