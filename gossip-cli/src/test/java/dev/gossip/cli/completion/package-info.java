/** The scripts that shells read. */
@NullMarked
package dev.gossip.cli.completion;

import org.jspecify.annotations.NullMarked;
