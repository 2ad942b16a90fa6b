/** How the commands compose nodes from plugins and settings. */
@NullMarked
package dev.gossip.cli.composition;

import org.jspecify.annotations.NullMarked;
