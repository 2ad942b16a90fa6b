/** Tests of {@code membership.outbound}. */
@NullMarked
package dev.gossip.discovery.outbound;

import org.jspecify.annotations.NullMarked;
