/**
 * Large messages: announced to a peer instead of sent, and requested from one peer after another
 * until they arrive.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.pull;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
