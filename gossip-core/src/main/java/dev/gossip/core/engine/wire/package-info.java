/** The encoding of frames and messages. */
@NullMarked
package dev.gossip.core.engine.wire;

import org.jspecify.annotations.NullMarked;
