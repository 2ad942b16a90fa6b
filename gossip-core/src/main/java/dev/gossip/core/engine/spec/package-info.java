/** What a node consists of: its plugins, limits and policies. */
@NullMarked
package dev.gossip.core.engine.spec;

import org.jspecify.annotations.NullMarked;
