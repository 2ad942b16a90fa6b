package dev.gossip.core.engine.spec;

import dev.gossip.api.validation.MessageValidator;
import java.util.SortedMap;

/**
 * The parts and settings of a node.
 *
 * @param network the network's name; only nodes with the same name become peers
 * @param plugins the chosen plugins
 * @param channels their control channels
 * @param limits the engine's bounds
 * @param policy how unsigned messages are handled
 * @param validators the application's validators, by topic
 * @param addresses what the user says about addresses
 */
public record NodeSpec(
    String network,
    NodePlugins plugins,
    ChannelTable channels,
    EngineLimits limits,
    SigningPolicy policy,
    SortedMap<String, MessageValidator> validators,
    NodeAddresses addresses) {}
