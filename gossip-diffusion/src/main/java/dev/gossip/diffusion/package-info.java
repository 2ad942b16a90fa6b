/** Relays that hide the origin of a message: diffusion and Dandelion++. */
@NullMarked
package dev.gossip.diffusion;

import org.jspecify.annotations.NullMarked;
