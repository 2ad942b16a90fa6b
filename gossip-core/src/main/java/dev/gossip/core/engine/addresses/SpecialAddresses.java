package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressGroup;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the registries of special-purpose addresses of IANA (RFC 6890) say about literal addresses
 * in their canonical form. The ranges for documentation (192.0.2.0/24, 198.51.100.0/24,
 * 203.0.113.0/24, 2001:db8::/32, 3fff::/20) count as public: no router knows them, so they do no
 * harm, and examples and simulations use them.
 */
final class SpecialAddresses {
  private static final int PIECES = 8;

  private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127\\..*");

  private SpecialAddresses() {}

  /** Whether no node can be at an address, or none that others can reach by it. */
  static boolean isUnusable(String host) {
    if (host.indexOf(':') < 0) {
      return isUnusableIpv4(host);
    }
    int[] pieces = pieces(host);
    if (pieces == null) {
      return true;
    }
    String inside = ipv4Inside(pieces);
    boolean leadsNowhere =
        // "IPv4-compatible", without the loopback address; discard; benchmarks.
        (areZero(pieces, 0, 6) && !host.equals("::1"))
            || (pieces[0] == 0x100 && areZero(pieces, 1, 4))
            || (pieces[0] == 0x2001 && pieces[1] == 2 && pieces[2] == 0);
    return leadsNowhere
        || (inside != null && (isUnusableIpv4(inside) || LOOPBACK_IPV4.matcher(inside).matches()));
  }

  /**
   * "This network", protocol assignments, benchmarks, and what is reserved up to broadcast. No
   * pattern: every link asks several times.
   */
  private static boolean isUnusableIpv4(String host) {
    return host.startsWith("0.")
        || host.startsWith("192.0.0.")
        || host.startsWith("198.18.")
        || host.startsWith("198.19.")
        || (host.startsWith("2") && Integer.parseInt(host, 0, host.indexOf('.'), 10) >= 224);
  }

  /**
   * Whether an IPv6 address leads into the local network although it is not written like a local
   * one: through a translator or a tunnel to a local IPv4 address, or because it is site-local (RFC
   * 3879) or for translation within a network (RFC 8215).
   */
  static boolean isLocal(String host) {
    int[] pieces = host.indexOf(':') < 0 ? null : pieces(host);
    if (pieces == null) {
      return false;
    }
    String inside = ipv4Inside(pieces);
    return (pieces[0] & 0xffc0) == 0xfec0
        || (pieces[0] == 0x64 && pieces[1] == 0xff9b && pieces[2] == 1)
        || (inside != null && AddressGroup.of(new PeerAddress(inside, 1)).isLocal());
  }

  /** The IPv4 address to which a translator (RFC 6052) or a tunnel (6to4) passes datagrams on. */
  private static @Nullable String ipv4Inside(int[] pieces) {
    if (pieces[0] == 0x64 && pieces[1] == 0xff9b && areZero(pieces, 2, 6)) {
      return ipv4(pieces[6], pieces[7]);
    }
    return pieces[0] == 0x2002 ? ipv4(pieces[1], pieces[2]) : null;
  }

  private static String ipv4(int high, int low) {
    return (high >> 8) + "." + (high & 0xff) + "." + (low >> 8) + "." + (low & 0xff);
  }

  private static boolean areZero(int[] pieces, int from, int to) {
    return Arrays.stream(pieces, from, to).allMatch(piece -> piece == 0);
  }

  /** The eight pieces of an IPv6 address; null if it has others than hexadecimal ones. */
  private static int @Nullable [] pieces(String host) {
    int gap = host.indexOf("::");
    String[] before = split(gap < 0 ? host : host.substring(0, gap));
    String[] after = split(gap < 0 ? "" : host.substring(gap + 2));
    int[] pieces = new int[PIECES];
    if (before.length + after.length > PIECES) {
      return null;
    }
    try {
      for (int i = 0; i < before.length; i++) {
        pieces[i] = Integer.parseInt(before[i], 16);
      }
      for (int i = 0; i < after.length; i++) {
        pieces[PIECES - after.length + i] = Integer.parseInt(after[i], 16);
      }
      return pieces;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String[] split(String pieces) {
    return pieces.isEmpty() ? new String[0] : pieces.split(":", -1);
  }
}
