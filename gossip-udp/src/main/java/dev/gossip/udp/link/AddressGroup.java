package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.Locale;

/**
 * Groups addresses that one party can easily control together: an IPv4 /24, the unit that discv5
 * implementations limit (go-ethereum, {@code netutil.DistinctNetSet}), and an IPv6 /48, the prefix
 * of one site (RFC 6177).
 */
final class AddressGroup {
  private static final int IPV6_GROUPS = 3;

  private AddressGroup() {}

  /** Returns the group of a literal IP address, the same text for all addresses of the group. */
  static String of(PeerAddress address) {
    String host = address.host();
    if (host.indexOf(':') < 0) {
      return host.substring(0, host.lastIndexOf('.') + 1);
    }
    int compressed = host.indexOf("::");
    String[] written = (compressed < 0 ? host : host.substring(0, compressed)).split(":", -1);
    StringBuilder group = new StringBuilder();
    for (int i = 0; i < IPV6_GROUPS; i++) {
      boolean isZero = i >= written.length || written[i].isEmpty();
      String digits = isZero ? "0" : written[i].replaceFirst("^0+(?=.)", "");
      group.append(digits.toLowerCase(Locale.ROOT)).append(':');
    }
    return group.toString();
  }
}
