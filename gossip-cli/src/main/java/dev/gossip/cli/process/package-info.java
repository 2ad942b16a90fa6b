/** What the commands share with the operating system: the terminal, and the end of the process. */
@NullMarked
package dev.gossip.cli.process;

import org.jspecify.annotations.NullMarked;
