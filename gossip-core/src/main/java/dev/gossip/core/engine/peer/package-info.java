/** From links to peers: dialing, HELLOs, and what is known about each peer. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.peer;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
