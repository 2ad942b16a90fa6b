/** Spam control: how much work each peer may cause. */
@API(status = API.Status.MAINTAINED)
@NullMarked
package dev.gossip.api.spam;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
