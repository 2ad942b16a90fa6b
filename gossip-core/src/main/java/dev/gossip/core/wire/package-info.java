/** Reads untrusted bytes. */
@NullMarked
package dev.gossip.core.wire;

import org.jspecify.annotations.NullMarked;
