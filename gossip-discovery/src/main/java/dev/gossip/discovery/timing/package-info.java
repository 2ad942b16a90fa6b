/** When nodes do what they do again and again: not all at the same time. */
@NullMarked
package dev.gossip.discovery.timing;

import org.jspecify.annotations.NullMarked;
