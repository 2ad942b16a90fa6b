package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;
import java.util.Collection;

/**
 * Keeps the outbound peers in different groups of addresses, so that somebody with many addresses
 * in few groups cannot be all of them. Not for local addresses: anybody there can have any of them.
 */
final class Groups {
  private final boolean isOn;
  private final Links links;

  Groups(boolean isOn, Links links) {
    this.isOn = isOn;
    this.links = links;
  }

  /**
   * Whether an address is of a group that no outbound peer is of.
   *
   * @param dialing the addresses that are being dialed, which count as outbound peers
   */
  boolean isNew(PeerAddress address, Collection<PeerAddress> dialing) {
    AddressGroup group = AddressGroup.of(address);
    return !isOn
        || group.isLocal()
        || (links.up().stream().noneMatch(link -> link.isOutbound() && link.group().equals(group))
            && dialing.stream().noneMatch(other -> AddressGroup.of(other).equals(group)));
  }
}
