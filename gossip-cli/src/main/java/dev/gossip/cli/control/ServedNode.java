package dev.gossip.cli.control;

import dev.gossip.GossipNode;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The node that a control port serves.
 *
 * @param topic the topic of messages that are published without one
 * @param counters supplies the counters of the node and of the command
 */
record ServedNode(GossipNode node, String topic, Supplier<SortedMap<String, Long>> counters) {}
