/** A relay that wraps any other one: peers compare what they have, and request what was lost. */
@NullMarked
package dev.gossip.repair;

import org.jspecify.annotations.NullMarked;
