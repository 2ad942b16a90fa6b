package dev.gossip.api;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a node: a host (a name or a literal IP address) and a port. Names are resolved
 * outside the engine at every dial. Literal IP addresses are converted to one canonical form, so
 * that equal addresses are equal objects: IPv6 is written as in RFC 5952, an IPv4-mapped address
 * becomes IPv4, and only a link-local address keeps its zone.
 *
 * @param host a host name or a literal IP address, IPv6 without brackets; a link-local one with its
 *     zone, as in {@code fe80::1%eth0}; a name may end in a dot
 * @param port 0 to 65535; 0 is only for listening and lets the system choose
 */
public record PeerAddress(String host, int port) implements Comparable<PeerAddress> {
  private static final int IPV4_PARTS = 4;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\\.?");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Comparator<PeerAddress> ORDER =
      Comparator.comparing(PeerAddress::host).thenComparingInt(PeerAddress::port);

  /**
   * @throws IllegalArgumentException if the host is neither a name nor an IP address, or the port
   *     is out of range
   */
  public PeerAddress {
    if (host.indexOf(':') >= 0) {
      host = Ipv6.canonical(host);
    } else if (!isIpv4(host)
        && (!NAME.matcher(host).matches() || DIGITS_AND_DOTS.matcher(host).matches())) {
      throw new IllegalArgumentException("'" + host + "' is neither a host name nor an IP address");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  /**
   * Reads {@code host:port}; an IPv6 address stands in brackets, as in {@code [::1]:5000}.
   *
   * @throws IllegalArgumentException if the text does not have that form; the message is one
   *     sentence and shows the form
   */
  public static PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    String digits = text.substring(colon + 1);
    if (colon < 1 || bracketed != (bare.indexOf(':') >= 0) || !areDigits(digits)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address: write host:port, as in 127.0.0.1:5000 or [::1]:5000");
    }
    if (digits.length() > 5 || Integer.parseInt(digits) > 65535) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an address: a port is a number from 1 to 65535; write host:port, as in"
              + " 127.0.0.1:5000");
    }
    return new PeerAddress(bare, Integer.parseInt(digits));
  }

  /**
   * Whether the host is a literal IP address with the same meaning on every machine. Names and
   * addresses with a zone are not; they have to be resolved.
   */
  public boolean isIp() {
    return isIpv6() ? host.indexOf('%') < 0 : isIpv4(host);
  }

  /** Four numbers up to 255 without leading zeros. No pattern: it is asked for every address. */
  private static boolean isIpv4(String host) {
    int at = 0;
    for (int part = 0; part < IPV4_PARTS; part++) {
      int start = at;
      int value = 0;
      while (at < host.length() && at < start + 3 && isDigit(host.charAt(at))) {
        value = 10 * value + host.charAt(at++) - '0';
      }
      boolean isNumber =
          at > start && value <= 255 && (at == start + 1 || host.charAt(start) > '0');
      boolean isLast = part == IPV4_PARTS - 1;
      if (!isNumber || (isLast ? at < host.length() : !host.startsWith(".", at))) {
        return false;
      }
      at++;
    }
    return true;
  }

  private static boolean areDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Whether the host is a literal IPv6 address, with or without a zone. */
  public boolean isIpv6() {
    return host.indexOf(':') >= 0;
  }

  @Override
  public int compareTo(PeerAddress other) {
    return ORDER.compare(this, other);
  }

  /** Returns the form that {@link #parse} reads. */
  @Override
  public String toString() {
    return isIpv6() ? "[" + host + "]:" + port : host + ":" + port;
  }

  // As a record has it by itself, but looked up for every datagram: this way it costs less.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PeerAddress address
            && port == address.port
            && host.equals(address.host));
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }
}
