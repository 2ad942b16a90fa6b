/**
 * What is under way on a link: queued frames, datagrams that wait for an acknowledgement, and those
 * to acknowledge.
 */
@NullMarked
package dev.gossip.udp.flow;

import org.jspecify.annotations.NullMarked;
