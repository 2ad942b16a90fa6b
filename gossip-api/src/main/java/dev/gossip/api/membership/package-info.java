/** Membership: which links a node keeps. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.membership;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
