/** A peer of another implementation, in Python. */
@NullMarked
package dev.gossip.it.python;

import org.jspecify.annotations.NullMarked;
