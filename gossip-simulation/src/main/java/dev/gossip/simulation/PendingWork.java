package dev.gossip.simulation;

/**
 * The work that is still pending for messages in a network, summed over all nodes.
 *
 * @param datagrams datagrams with payload or control frames that are in flight or wait at a paused
 *     node
 * @param heldBack accepted messages that a relay strategy has not made public yet
 * @param relayTimers pending timers of relay strategies
 * @param unsentBytes bytes of messages that wait in nodes to be sent or acknowledged
 * @param announced large messages that are announced to a node and have not arrived
 * @param checks messages whose signature or content is being checked
 */
public record PendingWork(
    int datagrams,
    long heldBack,
    long relayTimers,
    long unsentBytes,
    long announced,
    long checks) {}
