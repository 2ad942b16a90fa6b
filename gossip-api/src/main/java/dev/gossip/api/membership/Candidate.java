package dev.gossip.api.membership;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/**
 * A node that this node has a link with, and whose HELLO was accepted, but which is not a peer yet.
 *
 * @param id of the node
 * @param direction which end had chosen the other when the node became a candidate. An INBOUND one
 *     may be OUTBOUND when it comes up, because this node has chosen it, too, since then: {@link
 *     Membership#onPeerUp} and {@link MembershipContext#peers} have the present direction
 * @param address OUTBOUND: the address that this node dialed; INBOUND: where the node's datagrams
 *     come from
 */
public record Candidate(PeerId id, Direction direction, PeerAddress address) {}
