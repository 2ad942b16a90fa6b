package dev.gossip.core.engine.runtime;

import dev.gossip.api.PeerAddress;

/** How much of an IP packet is left for the payload of a UDP datagram. */
public final class IpPackets {
  /** MTU of Ethernet, in bytes of IP packet; what to assume of an unknown interface. */
  public static final int DEFAULT_MTU = 1_500;

  /** The smallest MTU that IPv4 requires is 68 bytes (RFC 791); IPv6 requires 1,280 (RFC 8200). */
  public static final int MIN_MTU = 68;

  /** The largest IPv4 packet; a larger MTU is of no use to a datagram. */
  public static final int MAX_MTU = 65_535;

  // 20 bytes of IPv4 header without options, or 40 of IPv6, and 8 of UDP header.
  private static final int IPV4_HEADER_BYTES = 28;
  private static final int IPV6_HEADER_BYTES = 48;

  private IpPackets() {}

  /**
   * The largest UDP payload that fits one IP packet to an address.
   *
   * @param mtu largest IP packet in bytes; values outside of {@link #MIN_MTU} to {@link #MAX_MTU}
   *     are taken as the nearest of them
   */
  public static int payloadBytes(PeerAddress to, int mtu) {
    return Math.min(Math.max(mtu, MIN_MTU), MAX_MTU) - headerBytes(to);
  }

  /** Bytes of IP and UDP headers of a datagram to an address. */
  public static int headerBytes(PeerAddress to) {
    return to.isIpv6() ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES;
  }
}
