/** What several tests of the command share: processes, in-process runs, ports, compiled plugins. */
@NullMarked
package dev.gossip.cli.testing;

import org.jspecify.annotations.NullMarked;
