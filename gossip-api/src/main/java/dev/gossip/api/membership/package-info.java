/** Membership: which links a node keeps. */
@NullMarked
package dev.gossip.api.membership;

import org.jspecify.annotations.NullMarked;
