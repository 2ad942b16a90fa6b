package dev.gossip.api.node;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;

/**
 * A neighbour, as the application sees it.
 *
 * @param id the other node
 * @param address where its datagrams come from
 * @param direction who chose whom
 */
public record PeerInfo(PeerId id, PeerAddress address, Direction direction) {}
