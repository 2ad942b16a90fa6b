/** Tests of spam control in networks with attackers. */
@NullMarked
package dev.gossip.reputation.attack;

import org.jspecify.annotations.NullMarked;
