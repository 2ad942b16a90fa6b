/** What a node consists of: its plugins, limits and policies. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.spec;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
