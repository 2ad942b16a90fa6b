/** Finding plugins and composing a node from them. */
@NullMarked
package dev.gossip.core.plugin;

import org.jspecify.annotations.NullMarked;
