/** Spam control: a score of each peer that is forgotten within minutes. */
@NullMarked
package dev.gossip.reputation.score;

import org.jspecify.annotations.NullMarked;
