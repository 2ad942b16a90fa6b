/** {@code gossip node}: one node with its standard input and output. */
@NullMarked
package dev.gossip.cli.node;

import org.jspecify.annotations.NullMarked;
