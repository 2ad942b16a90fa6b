/** Relay strategies: to which peers a message is sent, when, and with what header. */
@NullMarked
package dev.gossip.api.relay;

import org.jspecify.annotations.NullMarked;
