/**
 * The sans-IO core of a node: frames, link events and timers in; sends, timers and events out. No
 * socket, thread or clock.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
