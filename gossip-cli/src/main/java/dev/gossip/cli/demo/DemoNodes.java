package dev.gossip.cli.demo;

import dev.gossip.GossipNodeBuilder;
import java.util.function.Supplier;

/**
 * The nodes with which the demo begins.
 *
 * @param count how many
 * @param find whether they know only the first one and find each other, instead of the links of
 *     {@link SixNodes#links}
 * @param linked builds a node that keeps configured links, still without addresses
 * @param finding builds a node that finds its peers, still without addresses
 * @param relay how they relay messages, for people
 */
record DemoNodes(
    int count,
    boolean find,
    Supplier<GossipNodeBuilder> linked,
    Supplier<GossipNodeBuilder> finding,
    String relay) {}
