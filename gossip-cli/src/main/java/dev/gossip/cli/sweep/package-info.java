/** The commands {@code gossip sweep} and {@code gossip sweep merge}. */
@NullMarked
package dev.gossip.cli.sweep;

import org.jspecify.annotations.NullMarked;
