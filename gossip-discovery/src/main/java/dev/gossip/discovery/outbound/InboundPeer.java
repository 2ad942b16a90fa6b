package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import java.time.Duration;
import java.util.Optional;

/**
 * What an inbound peer is judged by when its place is wanted by another node.
 *
 * @param id of the peer
 * @param group of its address
 * @param age how long it is up
 * @param roundTrip of its link; empty if unknown
 * @param firstCopies how many messages it was the first to bring
 */
record InboundPeer(
    PeerId id, AddressGroup group, Duration age, Optional<Duration> roundTrip, long firstCopies) {}
