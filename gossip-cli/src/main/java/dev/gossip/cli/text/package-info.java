/**
 * What the commands print: events of nodes, numbers, styles and JSON. No other package of the
 * command formats events or writes JSON text.
 */
@NullMarked
package dev.gossip.cli.text;

import org.jspecify.annotations.NullMarked;
