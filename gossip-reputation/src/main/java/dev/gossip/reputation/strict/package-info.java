/** Spam control: the first provable violation is enough. */
@NullMarked
package dev.gossip.reputation.strict;

import org.jspecify.annotations.NullMarked;
