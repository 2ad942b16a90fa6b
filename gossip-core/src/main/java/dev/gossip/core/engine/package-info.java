/**
 * The sans-IO core of a node: frames, link events and timers in; sends, timers and events out. No
 * socket, thread or clock.
 */
@NullMarked
package dev.gossip.core.engine;

import org.jspecify.annotations.NullMarked;
