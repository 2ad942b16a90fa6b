package dev.gossip.core.engine;

/**
 * What the transport of a node carries, and what the node needs, in bytes.
 *
 * @param maxPayloadBytes the largest payload of a message
 * @param datagramFrameBytes the largest frame that usually travels in one datagram
 * @param maxHelloBytes the largest HELLO frame of the node, which has to fit a datagram
 */
public record CarriedSizes(int maxPayloadBytes, int datagramFrameBytes, int maxHelloBytes) {}
