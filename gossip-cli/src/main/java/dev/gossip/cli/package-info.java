/**
 * The {@code gossip} command: where it starts, and what concerns the whole process. Each subcommand
 * has a package of its own; no package below uses this one.
 */
@NullMarked
package dev.gossip.cli;

import org.jspecify.annotations.NullMarked;
