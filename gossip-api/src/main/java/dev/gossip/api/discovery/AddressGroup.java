package dev.gossip.api.discovery;

import dev.gossip.api.PeerAddress;

/**
 * The part of the internet that an address belongs to. Somebody who attacks a network has many
 * addresses easily, but in few groups. As in Bitcoin, a group is a /16 of IPv4 and a /32 of IPv6.
 * Loopback and private addresses, and those of a link, are local: everybody on a local network can
 * have any of them, so each is a group of its own.
 *
 * @param name the group, such as {@code 198.51.0.0/16}, or the host of a local address
 * @param isLocal whether the address is meaningful only on a local network
 */
public record AddressGroup(String name, boolean isLocal) {

  /**
   * The group of an address.
   *
   * @throws IllegalArgumentException if the host is a name
   */
  public static AddressGroup of(PeerAddress address) {
    if (!address.isIp() && !address.isIpv6()) {
      throw new IllegalArgumentException("'" + address.host() + "' is not a literal IP address");
    }
    return AddressGroups.of(address.host());
  }
}
