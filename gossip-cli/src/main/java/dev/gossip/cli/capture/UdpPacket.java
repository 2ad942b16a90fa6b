package dev.gossip.cli.capture;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a UDP datagram is in a captured packet.
 *
 * @param packet from its link layer on
 * @param ip offset of the IP header
 * @param udp offset of the UDP header
 * @param end offset after the payload
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record UdpPacket(byte[] packet, int ip, int udp, int end) {
  // https://www.tcpdump.org/linktypes.html
  private static final int NULL = 0;
  private static final int ETHERNET = 1;
  private static final int LOOP = 108;
  private static final int RAW = 101;
  private static final int RAW_BSD = 12;
  private static final int RAW_OPENBSD = 14;
  private static final int LINUX_COOKED = 113;
  private static final int LINUX_COOKED_2 = 276;
  private static final int IPV4 = 228;
  private static final int IPV6 = 229;

  private static final int ETHERNET_IPV4 = 0x0800;
  private static final int ETHERNET_IPV6 = 0x86dd;
  private static final int VLAN = 0x8100;
  private static final int SERVICE_VLAN = 0x88a8;
  private static final int MAX_VLANS = 2;

  private static final int UDP = 17;
  private static final int UDP_BYTES = 8;
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;
  private static final int MORE_FRAGMENTS_AND_OFFSET = 0x3fff;

  // IPv6 extension headers that may stand before UDP: hop-by-hop options, routing, destination.
  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int DESTINATION = 60;
  private static final int MAX_EXTENSIONS = 8;

  /**
   * Finds the datagram; empty if the packet has none, or only a part of one.
   *
   * @param linkType a number of <a href="https://www.tcpdump.org/linktypes.html">tcpdump</a>
   */
  static Optional<UdpPacket> find(int linkType, byte[] packet) {
    int ip =
        switch (linkType) {
          case NULL, LOOP -> 4;
          case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> 0;
          case ETHERNET -> afterEtherTypes(packet, 12);
          case LINUX_COOKED -> afterEtherTypes(packet, 14);
          case LINUX_COOKED_2 -> isIp(packet, 0) ? 20 : -1;
          default -> -1;
        };
    if (ip < 0 || ip >= packet.length) {
      return Optional.empty();
    }
    return switch (packet[ip] >> 4 & 0xf) {
      case 4 -> inIpv4(packet, ip);
      case 6 -> inIpv6(packet, ip);
      default -> Optional.empty();
    };
  }

  /** Whether a link type has datagrams that {@link #find} finds. */
  static boolean isKnown(int linkType) {
    return switch (linkType) {
      case NULL, LOOP, RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> true;
      case ETHERNET, LINUX_COOKED, LINUX_COOKED_2 -> true;
      default -> false;
    };
  }

  /** Offset of the IP header after a type of Ethernet, and after tags of VLANs; -1 if none. */
  private static int afterEtherTypes(byte[] packet, int offset) {
    int at = offset;
    for (int tags = 0; tags <= MAX_VLANS && at + 2 <= packet.length; tags++) {
      int type = u16(packet, at);
      if (type != VLAN && type != SERVICE_VLAN) {
        return isIp(packet, at) ? at + 2 : -1;
      }
      at += 4;
    }
    return -1;
  }

  private static boolean isIp(byte[] packet, int at) {
    return at + 2 <= packet.length
        && (u16(packet, at) == ETHERNET_IPV4 || u16(packet, at) == ETHERNET_IPV6);
  }

  private static Optional<UdpPacket> inIpv4(byte[] packet, int ip) {
    if (ip + IPV4_BYTES > packet.length) {
      return Optional.empty();
    }
    int header = 4 * (packet[ip] & 0xf);
    boolean isFragment = (u16(packet, ip + 6) & MORE_FRAGMENTS_AND_OFFSET) != 0;
    int end = ip + u16(packet, ip + 2);
    return header < IPV4_BYTES || isFragment || packet[ip + 9] != UDP
        ? Optional.empty()
        : datagram(packet, ip, ip + header, end);
  }

  private static Optional<UdpPacket> inIpv6(byte[] packet, int ip) {
    if (ip + IPV6_BYTES > packet.length) {
      return Optional.empty();
    }
    int end = ip + IPV6_BYTES + u16(packet, ip + 4);
    int next = packet[ip + 6] & 0xff;
    int at = ip + IPV6_BYTES;
    for (int i = 0; i < MAX_EXTENSIONS && next != UDP; i++) {
      boolean isKnown = next == HOP_BY_HOP || next == ROUTING || next == DESTINATION;
      if (!isKnown || at + UDP_BYTES > packet.length) {
        return Optional.empty();
      }
      next = packet[at] & 0xff;
      at += 8 * ((packet[at + 1] & 0xff) + 1);
    }
    return next == UDP ? datagram(packet, ip, at, end) : Optional.empty();
  }

  private static Optional<UdpPacket> datagram(byte[] packet, int ip, int udp, int ipEnd) {
    if (udp + UDP_BYTES > packet.length) {
      return Optional.empty();
    }
    int bytes = u16(packet, udp + 4);
    int end = udp + bytes;
    return bytes < UDP_BYTES || end > ipEnd || end > packet.length
        ? Optional.empty()
        : Optional.of(new UdpPacket(packet, ip, udp, end));
  }

  /** A copy of the payload. */
  byte[] payload() {
    return Arrays.copyOfRange(packet, udp + UDP_BYTES, end);
  }

  /**
   * Returns the packet with another payload, and with the lengths and checksums that belong to it.
   *
   * @param length of the payload, at most that of the old one
   */
  byte[] with(byte[] payload, int length) {
    int removed = end - udp - UDP_BYTES - length;
    byte[] changed = Arrays.copyOf(packet, udp + UDP_BYTES + length);
    System.arraycopy(payload, 0, changed, udp + UDP_BYTES, length);
    putU16(changed, udp + 4, UDP_BYTES + length);
    if (isIpv4()) {
      putU16(changed, ip + 2, u16(changed, ip + 2) - removed);
      putU16(changed, ip + 10, 0);
      putU16(changed, ip + 10, ~folded(sum(changed, ip, 4 * (changed[ip] & 0xf))));
    } else {
      putU16(changed, ip + 4, u16(changed, ip + 4) - removed);
    }
    putU16(changed, udp + 6, 0);
    putU16(changed, udp + 6, udpChecksum(changed));
    return changed;
  }

  private boolean isIpv4() {
    return (packet[ip] >> 4 & 0xf) == 4;
  }

  /** RFC 768 and RFC 8200, section 8.1: of the addresses, the length, the protocol and UDP. */
  private int udpChecksum(byte[] changed) {
    int bytes = u16(changed, udp + 4);
    long addresses = isIpv4() ? sum(changed, ip + 12, 8) : sum(changed, ip + 8, 32);
    int checksum = ~folded(addresses + bytes + UDP + sum(changed, udp, bytes)) & 0xffff;
    return checksum == 0 ? 0xffff : checksum;
  }

  private static long sum(byte[] bytes, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (long) (bytes[from + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  private static int folded(long sum) {
    long folded = sum;
    while (folded > 0xffff) {
      folded = (folded & 0xffff) + (folded >> 16);
    }
    return (int) folded;
  }

  private static int u16(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getShort(at) & 0xffff;
  }

  private static void putU16(byte[] bytes, int at, int value) {
    ByteBuffer.wrap(bytes).putShort(at, (short) value);
  }
}
