/**
 * The relay strategy of a node: its callbacks, its effects, and the messages it has not made
 * public.
 */
@NullMarked
package dev.gossip.core.engine.relay;

import org.jspecify.annotations.NullMarked;
