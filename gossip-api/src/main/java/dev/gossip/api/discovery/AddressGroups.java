package dev.gossip.api.discovery;

import java.util.regex.Pattern;

/** Finds the groups of literal IP addresses in their canonical form. */
final class AddressGroups {
  // RFC 1918, RFC 6598 (shared by carriers), RFC 3927 (link-local), loopback.
  private static final Pattern LOCAL =
      Pattern.compile(
          "(?:10|127)\\..*|192\\.168\\..*|169\\.254\\..*|172\\.(?:1[6-9]|2\\d|3[01])\\..*"
              + "|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\..*"
              // RFC 4193 (unique local) and RFC 4291 (link-local, loopback).
              + "|::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*");

  private AddressGroups() {}

  static AddressGroup of(String host) {
    if (LOCAL.matcher(host).matches()) {
      return new AddressGroup(host, true);
    }
    if (host.indexOf(':') >= 0) {
      return new AddressGroup(firstTwoPieces(host) + "::/32", false);
    }
    int second = host.indexOf('.', host.indexOf('.') + 1);
    if (second < 0) {
      throw new IllegalArgumentException("'" + host + "' is not a literal IP address");
    }
    return new AddressGroup(host.substring(0, second) + ".0.0/16", false);
  }

  private static String firstTwoPieces(String host) {
    String[] pieces = host.split(":", -1);
    String first = pieces[0].isEmpty() ? "0" : pieces[0];
    // "2001::1" has zeros after its first piece.
    boolean hasSecond = pieces.length > 1 && !pieces[1].isEmpty() && !pieces[0].isEmpty();
    return first + ":" + (hasSecond ? pieces[1] : "0");
  }
}
