/** {@code gossip simulate}: its options, its runs in virtual time, and their results. */
@NullMarked
package dev.gossip.cli.simulate;

import org.jspecify.annotations.NullMarked;
