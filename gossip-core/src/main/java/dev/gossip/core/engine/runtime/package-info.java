/**
 * What a node needs from the outside to run: time, workers, name resolution, a place to send
 * datagrams.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.runtime;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
