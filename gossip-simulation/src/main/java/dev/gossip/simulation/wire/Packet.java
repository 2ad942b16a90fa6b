package dev.gossip.simulation.wire;

/**
 * A datagram on its way.
 *
 * @param from index of the node that sent it
 * @param to index of the node that it is for
 * @param bytes its size, without headers of IP and UDP
 * @param sentNanos virtual time
 */
public record Packet(int from, int to, int bytes, long sentNanos) {}
