package dev.gossip.simulation.wire;

/**
 * A datagram in flight.
 *
 * @param from index of the sending node
 * @param to index of the receiving node
 * @param bytes its size, without IP and UDP headers
 * @param sentNanos the virtual time at which it was sent
 */
public record Packet(int from, int to, int bytes, long sentNanos) {}
