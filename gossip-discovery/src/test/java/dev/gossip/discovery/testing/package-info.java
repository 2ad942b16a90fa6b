/** A scripted node around one discovery. */
@NullMarked
package dev.gossip.discovery.testing;

import org.jspecify.annotations.NullMarked;
