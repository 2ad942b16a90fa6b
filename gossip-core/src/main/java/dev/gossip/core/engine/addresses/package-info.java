/** The addresses that a node knows, and which of them it may dial. */
@NullMarked
package dev.gossip.core.engine.addresses;

import org.jspecify.annotations.NullMarked;
