/** Spam control: whom to listen to, and for how much work. */
@NullMarked
package dev.gossip.api.spam;

import org.jspecify.annotations.NullMarked;
