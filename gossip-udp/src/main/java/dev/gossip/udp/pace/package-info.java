/**
 * How much data may be under way to one peer, and when it may leave: round trip time, send window,
 * loss and pacing of one link. Sans-IO: without socket, thread, clock or randomness; time comes in
 * as a monotonic number of nanoseconds, which may be any long.
 */
@NullMarked
package dev.gossip.udp.pace;

import org.jspecify.annotations.NullMarked;
