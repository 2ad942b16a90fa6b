/** Reads untrusted bytes. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.wire;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
