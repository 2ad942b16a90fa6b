package dev.gossip.api.transport;

/**
 * Names a link within one transport; never used again after the link is down.
 *
 * @param value chosen by the transport
 */
public record LinkId(long value) {}
