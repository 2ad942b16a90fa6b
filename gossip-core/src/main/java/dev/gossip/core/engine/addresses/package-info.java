/** The addresses that a node knows, and which of them it may dial. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.addresses;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
