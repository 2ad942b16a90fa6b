/** Which addresses nodes may name to each other. */
@NullMarked
package dev.gossip.discovery.reach;

import org.jspecify.annotations.NullMarked;
