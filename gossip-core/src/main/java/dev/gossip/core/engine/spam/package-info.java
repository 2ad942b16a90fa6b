/** The spam controls of a node: one answer from all of them. */
@NullMarked
package dev.gossip.core.engine.spam;

import org.jspecify.annotations.NullMarked;
