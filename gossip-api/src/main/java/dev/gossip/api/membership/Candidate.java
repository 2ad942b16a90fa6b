package dev.gossip.api.membership;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/**
 * A node that this node has a link with, and whose HELLO was accepted, but which is not a peer yet.
 *
 * @param id of the node
 * @param direction which end chose the other
 * @param address OUTBOUND: the address that this node dialed; INBOUND: where the node's datagrams
 *     come from
 */
public record Candidate(PeerId id, Direction direction, PeerAddress address) {}
