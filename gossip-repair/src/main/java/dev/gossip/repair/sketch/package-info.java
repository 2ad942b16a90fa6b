/** Rateless set reconciliation: what two sets of short ids do not have in common. */
@NullMarked
package dev.gossip.repair.sketch;

import org.jspecify.annotations.NullMarked;
