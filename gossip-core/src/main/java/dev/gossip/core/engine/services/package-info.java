/**
 * Services that all parts of a node share: counters, events, timers, and the attribution of
 * failures.
 */
@NullMarked
package dev.gossip.core.engine.services;

import org.jspecify.annotations.NullMarked;
