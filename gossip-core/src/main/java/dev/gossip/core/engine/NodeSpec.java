package dev.gossip.core.engine;

import dev.gossip.api.validation.MessageValidator;
import java.util.SortedMap;

/**
 * What a node is made of.
 *
 * @param network the network's name; only nodes that agree on it talk to each other
 * @param plugins the chosen plugins
 * @param limits the engine's bounds
 * @param policy what to do about messages that are not signed
 * @param validators the application's own tests, by topic
 */
public record NodeSpec(
    String network,
    NodePlugins plugins,
    EngineLimits limits,
    SigningPolicy policy,
    SortedMap<String, MessageValidator> validators) {}
