package dev.gossip.simulation;

/**
 * A node let another one know that it has a message: it sent the message, or a control frame with
 * the message's id in it. A spy who knows the protocol sees no more than that, and no less.
 *
 * @param watcher the node that was let know
 * @param from the node that has the message
 * @param timeNanos since the network started
 */
public record Observation(int watcher, int from, long timeNanos) {}
