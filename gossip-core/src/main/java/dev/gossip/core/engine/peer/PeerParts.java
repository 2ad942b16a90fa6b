package dev.gossip.core.engine.peer;

import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.spam.SpamControls;

/**
 * What the management of peers works with.
 *
 * @param transport carries the links
 * @param helloExchange decides who belongs to this network
 * @param nodes the nodes that this node has a link with
 * @param spam what is thought of them
 * @param membership which links to keep
 * @param discovery where other nodes may be
 */
public record PeerParts(
    Transport transport,
    HelloExchange helloExchange,
    LinkedNodes nodes,
    SpamControls spam,
    MembershipHost membership,
    DiscoveryHosts discovery) {}
