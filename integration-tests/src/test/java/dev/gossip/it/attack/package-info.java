/** Nodes that attack, and what attacks nodes. Run in containers, beside honest nodes. */
@NullMarked
package dev.gossip.it.attack;

import org.jspecify.annotations.NullMarked;
