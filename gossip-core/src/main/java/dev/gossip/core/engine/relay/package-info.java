/**
 * The relay strategy of a node: its callbacks, its effects, and the messages it has not made
 * public.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.relay;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
