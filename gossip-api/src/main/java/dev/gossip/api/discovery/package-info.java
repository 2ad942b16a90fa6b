/** Discovery: where other nodes may be found, and what became of the attempts to reach them. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.discovery;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
