/** A network of nodes in memory, without datagrams, for tests of the engine. */
@NullMarked
package dev.gossip.core.engine.network;

import org.jspecify.annotations.NullMarked;
