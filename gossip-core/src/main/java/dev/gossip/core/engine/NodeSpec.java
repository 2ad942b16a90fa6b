package dev.gossip.core.engine;

/**
 * What a node is made of.
 *
 * @param network the network's name; only nodes that agree on it talk to each other
 * @param plugins the chosen plugins
 * @param limits the engine's bounds
 */
public record NodeSpec(String network, NodePlugins plugins, EngineLimits limits) {}
