package dev.gossip.udp.noise;

import dev.gossip.api.PeerAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a literal IP address, without asking for names. */
final class AddressBytes {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_GROUPS = 8;

  private AddressBytes() {}

  /**
   * Returns 4 bytes for IPv4 and 16 for IPv6, whose zone is left out. A name, which no datagram
   * comes from, gives its letters.
   */
  static byte[] of(PeerAddress address) {
    if (address.isIpv6()) {
      return ipv6(address.host());
    }
    return address.isIp() ? ipv4(address.host()) : address.host().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ipv4(String host) {
    byte[] bytes = new byte[IPV4_BYTES];
    int i = 0;
    for (String part : host.split("\\.", -1)) {
      bytes[i++] = (byte) Integer.parseInt(part);
    }
    return bytes;
  }

  /** Reads the form of RFC 5952, which {@link PeerAddress} keeps. */
  private static byte[] ipv6(String host) {
    int zone = host.indexOf('%');
    String bare = zone < 0 ? host : host.substring(0, zone);
    int gap = bare.indexOf("::");
    if (gap < 0) {
      return groups(bare);
    }
    byte[] bytes = Arrays.copyOf(groups(bare.substring(0, gap)), IPV6_BYTES);
    byte[] end = groups(bare.substring(gap + 2));
    System.arraycopy(end, 0, bytes, IPV6_BYTES - end.length, end.length);
    return bytes;
  }

  private static byte[] groups(String text) {
    byte[] bytes = new byte[IPV6_BYTES];
    int length = 0;
    for (String group : text.isEmpty() ? new String[0] : text.split(":", IPV6_GROUPS)) {
      int value = Integer.parseInt(group, 16);
      bytes[length++] = (byte) (value >> 8);
      bytes[length++] = (byte) value;
    }
    return Arrays.copyOf(bytes, length);
  }
}
