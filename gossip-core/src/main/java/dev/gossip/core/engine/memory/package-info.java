/** What a node remembers of messages: seen ids, stored contents, and the log on disk. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.memory;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
