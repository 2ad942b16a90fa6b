/** Gossip over UDP: the plugin that provides the transport and its driver. */
@NullMarked
package dev.gossip.udp;

import org.jspecify.annotations.NullMarked;
