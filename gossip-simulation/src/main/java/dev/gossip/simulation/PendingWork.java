package dev.gossip.simulation;

/**
 * What is left to do for messages in a network.
 *
 * @param datagrams with payload or control frames, on their way
 * @param heldBack accepted messages that a relay strategy has not made public yet, over all nodes
 * @param relayTimers timers of relay strategies that wait
 * @param checks messages whose signature or content is being checked
 */
public record PendingWork(int datagrams, long heldBack, long relayTimers, long checks) {}
