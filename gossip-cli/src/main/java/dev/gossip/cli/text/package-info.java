/** What the commands print: events of nodes, numbers, styles and JSON. */
@NullMarked
package dev.gossip.cli.text;

import org.jspecify.annotations.NullMarked;
