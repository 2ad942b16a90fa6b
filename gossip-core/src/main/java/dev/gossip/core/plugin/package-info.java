/** Finds plugins and composes nodes from them. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.plugin;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
