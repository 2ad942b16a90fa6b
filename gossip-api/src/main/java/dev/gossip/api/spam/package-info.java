/** Spam control: how much work each peer may cause. */
@NullMarked
package dev.gossip.api.spam;

import org.jspecify.annotations.NullMarked;
