/** Relay strategies: to which peers a message is sent, when, and with what header. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.relay;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
