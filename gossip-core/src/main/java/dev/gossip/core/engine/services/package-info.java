/**
 * Services that all parts of a node share: counters, events, timers, and the attribution of
 * failures.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package dev.gossip.core.engine.services;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
