package dev.gossip.discovery.outbound;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;

/**
 * A peer that is up.
 *
 * @param peer the peer
 * @param address where it is
 * @param group the group of its address
 * @param isChosen whether this membership dialed it of its own choice
 * @param upNanos since when it is up
 */
record KnownLink(
    Peer peer, PeerAddress address, AddressGroup group, boolean isChosen, long upNanos) {

  PeerId id() {
    return peer.id();
  }

  boolean isOutbound() {
    return peer.direction() == Direction.OUTBOUND;
  }
}
