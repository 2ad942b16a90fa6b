/** A name server for tests, in a container. */
@NullMarked
package dev.gossip.it.dns;

import org.jspecify.annotations.NullMarked;
