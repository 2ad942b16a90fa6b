/**
 * What a node needs from the outside to run: time, workers, name resolution, a place to send
 * datagrams.
 */
@NullMarked
package dev.gossip.core.engine.runtime;

import org.jspecify.annotations.NullMarked;
