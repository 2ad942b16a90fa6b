/** From links to peers: dialing, HELLOs, and what is known about each peer. */
@NullMarked
package dev.gossip.core.engine.peer;

import org.jspecify.annotations.NullMarked;
