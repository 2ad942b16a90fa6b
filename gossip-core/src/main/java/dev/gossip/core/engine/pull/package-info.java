/**
 * Large messages: announced to a peer instead of sent, and requested from one peer after another
 * until they arrive.
 */
@NullMarked
package dev.gossip.core.engine.pull;

import org.jspecify.annotations.NullMarked;
