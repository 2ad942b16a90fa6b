/** Attackers that run in containers next to honest nodes. */
@NullMarked
package dev.gossip.it.attack;

import org.jspecify.annotations.NullMarked;
