package dev.gossip.api.node;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/**
 * A peer, as the application sees it.
 *
 * @param id of the other node
 * @param address where its datagrams come from
 * @param direction which end chose the other
 */
public record PeerInfo(PeerId id, PeerAddress address, Direction direction) {}
