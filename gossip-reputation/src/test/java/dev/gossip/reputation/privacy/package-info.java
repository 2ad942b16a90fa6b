/** Tests that spam control reveals no more about who wrote a message. */
@NullMarked
package dev.gossip.reputation.privacy;

import org.jspecify.annotations.NullMarked;
