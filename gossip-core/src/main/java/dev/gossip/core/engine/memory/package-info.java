/** What a node remembers of messages: seen ids, stored contents, and the log on disk. */
@NullMarked
package dev.gossip.core.engine.memory;

import org.jspecify.annotations.NullMarked;
