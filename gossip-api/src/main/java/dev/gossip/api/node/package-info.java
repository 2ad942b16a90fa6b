/** What a node reports to the application: publish outcomes and events. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.node;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
