package dev.gossip.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Canonical text of literal IPv6 addresses: equal addresses have equal text. */
final class Ipv6 {
  private static final int GROUPS = 8;
  private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern ZONE = Pattern.compile("\\p{Graph}{1,64}");

  private Ipv6() {}

  /**
   * Converts an address to the form of RFC 5952. An IPv4-mapped address becomes an IPv4 address.
   * Only a link-local address keeps its zone: all others mean the same in every zone, and the
   * system reports them without one.
   *
   * @param text a literal address with or without {@code %zone}
   * @throws IllegalArgumentException if the text is not a literal IPv6 address
   */
  static String canonical(String text) {
    int percent = text.indexOf('%');
    String literal = percent < 0 ? text : text.substring(0, percent);
    boolean zoneIsWellFormed = percent < 0 || ZONE.matcher(text.substring(percent + 1)).matches();
    if (!zoneIsWellFormed || !LITERAL.matcher(literal).matches()) {
      throw notAnAddress(text);
    }
    byte[] bytes;
    try {
      // Text in brackets is never treated as a host name, so there is no lookup.
      bytes = InetAddress.getByName("[" + literal + "]").getAddress();
    } catch (UnknownHostException e) {
      throw notAnAddress(text);
    }
    if (bytes.length == 4) {
      return (bytes[0] & 255)
          + "."
          + (bytes[1] & 255)
          + "."
          + (bytes[2] & 255)
          + "."
          + (bytes[3] & 255);
    }
    boolean linkLocal = (bytes[0] & 255) == 0xfe && (bytes[1] & 0xc0) == 0x80;
    return format(bytes) + (linkLocal && percent >= 0 ? text.substring(percent) : "");
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException("'" + text + "' is not an IPv6 address");
  }

  private static String format(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
    }
    int start = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    if (length < 2) {
      return hex(groups, 0, GROUPS);
    }
    return hex(groups, 0, start) + "::" + hex(groups, start + length, GROUPS);
  }

  private static String hex(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
