/**
 * The checks that a message passes before it is accepted, from the cheapest to the most expensive.
 */
@NullMarked
package dev.gossip.core.engine.verify;

import org.jspecify.annotations.NullMarked;
