/** Relay strategies: whom to tell, when, and with what header. */
@NullMarked
package dev.gossip.api.relay;

import org.jspecify.annotations.NullMarked;
