/** The {@code report} subcommand, and the file that it and {@code simulate} write. */
@NullMarked
package dev.gossip.cli.report;

import org.jspecify.annotations.NullMarked;
