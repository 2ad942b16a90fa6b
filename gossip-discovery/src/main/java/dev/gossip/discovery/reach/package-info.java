/** Which addresses nodes may name to each other, and how many of them. */
@NullMarked
package dev.gossip.discovery.reach;

import org.jspecify.annotations.NullMarked;
