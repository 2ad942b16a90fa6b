/** Message signing: who the author of a message is. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.signing;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
