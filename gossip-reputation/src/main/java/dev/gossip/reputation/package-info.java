/** Spam control: limits how much work peers and authors can cause. */
@NullMarked
package dev.gossip.reputation;

import org.jspecify.annotations.NullMarked;
