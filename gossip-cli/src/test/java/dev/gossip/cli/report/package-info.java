/** Files that {@code report} reads and writes. */
@NullMarked
package dev.gossip.cli.report;

import org.jspecify.annotations.NullMarked;
