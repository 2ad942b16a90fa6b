/** The {@code gossip} command. */
@NullMarked
package dev.gossip.cli;

import org.jspecify.annotations.NullMarked;
