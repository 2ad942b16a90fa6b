/**
 * The checks that a message passes before it is accepted, from the cheapest to the most expensive.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.verify;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
