/** The encoding of frames and messages. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.wire;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
