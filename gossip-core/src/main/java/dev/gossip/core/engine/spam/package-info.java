/** The spam controls of a node: one answer from all of them. */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.spam;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
