package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.spam.SpamControls;
import java.util.Optional;

/**
 * What the management of peers works with.
 *
 * @param transport carries the links
 * @param helloExchange decides who belongs to this network
 * @param nodes the nodes that this node has a link with
 * @param spam what is thought of them
 * @param membership which links to keep
 * @param discovery finds addresses of other nodes
 * @param addresses those that are known
 * @param advertise the address at which others reach this node, as the user says; empty to find it
 *     out
 */
public record PeerParts(
    Transport transport,
    HelloExchange helloExchange,
    LinkedNodes nodes,
    SpamControls spam,
    MembershipHost membership,
    DiscoveryHosts discovery,
    KnownAddresses addresses,
    Optional<PeerAddress> advertise) {}
