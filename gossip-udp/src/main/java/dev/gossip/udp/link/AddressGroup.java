package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.Locale;

/**
 * Groups addresses that one party can easily control together: an IPv4 /24, the unit that discv5
 * implementations limit (go-ethereum, {@code netutil.DistinctNetSet}), and an IPv6 /48, the prefix
 * of one site (RFC 6177).
 */
public final class AddressGroup {
  private static final int SITE_GROUPS = 3;
  private static final int WIDE_GROUPS = 2;

  private AddressGroup() {}

  /** Returns the group of a literal IP address, the same text for all addresses of the group. */
  public static String of(PeerAddress address) {
    return group(address.host(), SITE_GROUPS);
  }

  /**
   * Returns the wide group of a literal IP address: an IPv6 /32, the least that registries usually
   * give to a provider, which has 65,536 groups; for IPv4 the group itself.
   */
  public static String wide(PeerAddress address) {
    return group(address.host(), WIDE_GROUPS);
  }

  public static boolean isIpv6(PeerAddress address) {
    return address.host().indexOf(':') >= 0;
  }

  private static String group(String host, int ipv6Groups) {
    if (host.indexOf(':') < 0) {
      return host.substring(0, host.lastIndexOf('.') + 1);
    }
    int compressed = host.indexOf("::");
    String[] written = (compressed < 0 ? host : host.substring(0, compressed)).split(":", -1);
    StringBuilder group = new StringBuilder();
    for (int i = 0; i < ipv6Groups; i++) {
      boolean isZero = i >= written.length || written[i].isEmpty();
      String digits = isZero ? "0" : written[i].replaceFirst("^0+(?=.)", "");
      group.append(digits.toLowerCase(Locale.ROOT)).append(':');
    }
    return group.toString();
  }

  /**
   * Whether a literal IP address belongs to a range that is not routed in the Internet: private,
   * shared by carriers, link-local or loopback, as {@link dev.gossip.api.discovery.AddressGroup}
   * defines it.
   */
  public static boolean isPrivate(PeerAddress address) {
    return dev.gossip.api.discovery.AddressGroup.of(address).isLocal();
  }
}
