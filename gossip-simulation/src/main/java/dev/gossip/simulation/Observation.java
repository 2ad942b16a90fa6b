package dev.gossip.simulation;

/**
 * A node revealed to another one that it has a message: it sent the message, or a control frame
 * that contains the message's id. This is exactly what a spy that knows the protocol can see.
 *
 * @param watcher the node that received the frame
 * @param from the node that has the message
 * @param timeNanos since the network started
 */
public record Observation(int watcher, int from, long timeNanos) {}
