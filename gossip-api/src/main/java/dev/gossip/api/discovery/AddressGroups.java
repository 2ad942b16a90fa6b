package dev.gossip.api.discovery;

import java.util.regex.Pattern;

/** Finds the groups of literal IP addresses in their canonical form. */
final class AddressGroups {
  // RFC 4193 (unique local) and RFC 4291 (link-local, loopback).
  private static final Pattern LOCAL_IPV6 =
      Pattern.compile("::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*");

  private AddressGroups() {}

  static AddressGroup of(String host) {
    if (host.indexOf(':') >= 0) {
      return LOCAL_IPV6.matcher(host).matches()
          ? new AddressGroup(host, true)
          : new AddressGroup(firstTwoPieces(host) + "::/32", false);
    }
    int first = host.indexOf('.');
    int second = host.indexOf('.', first + 1);
    return isLocal(number(host, 0, first), number(host, first + 1, second))
        ? new AddressGroup(host, true)
        : new AddressGroup(host.substring(0, second) + ".0.0/16", false);
  }

  /**
   * RFC 1918, RFC 6598 (shared by carriers), RFC 3927 (link-local), loopback. No pattern: every
   * link asks several times.
   */
  private static boolean isLocal(int first, int second) {
    return switch (first) {
      case 10, 127 -> true;
      case 100 -> second >= 64 && second <= 127;
      case 169 -> second == 254;
      case 172 -> second >= 16 && second <= 31;
      case 192 -> second == 168;
      default -> false;
    };
  }

  /** A part of an address as a number; -1 if it is none. */
  private static int number(String host, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(host.charAt(i), 10);
      if (digit < 0 || value > 255) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private static String firstTwoPieces(String host) {
    String[] pieces = host.split(":", -1);
    String first = pieces[0].isEmpty() ? "0" : pieces[0];
    // "2001::1" has zeros after its first piece.
    boolean hasSecond = pieces.length > 1 && !pieces[1].isEmpty() && !pieces[0].isEmpty();
    return first + ":" + (hasSecond ? pieces[1] : "0");
  }
}
