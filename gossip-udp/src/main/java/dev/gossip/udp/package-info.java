/** Gossip over UDP: the plugin that brings the transport and its driver. */
@NullMarked
package dev.gossip.udp;

import org.jspecify.annotations.NullMarked;
