/** Finds plugins and composes nodes from them. */
@NullMarked
package dev.gossip.core.plugin;

import org.jspecify.annotations.NullMarked;
