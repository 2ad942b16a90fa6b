/** Spam control: whom to listen to, and for how much work. */
@NullMarked
package dev.gossip.reputation;

import org.jspecify.annotations.NullMarked;
