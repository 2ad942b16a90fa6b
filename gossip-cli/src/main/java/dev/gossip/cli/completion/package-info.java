/** {@code gossip completion}: scripts for shells. */
@NullMarked
package dev.gossip.cli.completion;

import org.jspecify.annotations.NullMarked;
