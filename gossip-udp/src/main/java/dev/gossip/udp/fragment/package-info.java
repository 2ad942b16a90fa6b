/**
 * Frames that are larger than a datagram: the parts in which one end of a link sends them, and the
 * frames that the other end puts together again. Without clock and IO.
 */
@NullMarked
package dev.gossip.udp.fragment;

import org.jspecify.annotations.NullMarked;
