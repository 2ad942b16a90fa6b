/** Relays that hide where a message began. */
@NullMarked
package dev.gossip.diffusion;

import org.jspecify.annotations.NullMarked;
