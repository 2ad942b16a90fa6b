package dev.gossip.udp.driver;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

/**
 * The addresses to which a socket can send.
 *
 * @param local address that the socket is bound to; a wildcard address covers both IP families
 */
record ReachableAddresses(InetAddress local) {

  /** Whether the socket can send to the IP family of an address. */
  boolean hasFamilyOf(InetAddress to) {
    return local.isAnyLocalAddress() || isIpv6(local) == isIpv6(to);
  }

  /** Explains why the socket cannot send to another IP family and what to do about it. */
  String whyOtherFamily(InetAddress to) {
    return "this node cannot send there: it listens at "
        + SocketAddresses.of(local, 0).host()
        + ", and the other address is "
        + (isIpv6(to) ? "IPv6" : "IPv4")
        + "; listen at "
        + (isIpv6(to) ? "[::]" : "0.0.0.0")
        + " or name another address of the peer";
  }

  /** Explains why the system refused to send and what to do about it. */
  String whyRefused(InetAddress to, Exception error) {
    if (!hasFamilyOf(to)) {
      return whyOtherFamily(to);
    }
    if (error instanceof UnsupportedAddressTypeException) {
      return "this node cannot send there: IPv6 is off in this JVM or on this machine; switch it on"
          + " or name another address of the peer";
    }
    String detail = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (local.isLoopbackAddress() && !to.isLoopbackAddress()) {
      return "this node cannot send there ("
          + detail
          + "): it listens at "
          + SocketAddresses.of(local, 0).host()
          + ", which reaches only this machine; listen at 0.0.0.0 or [::]";
    }
    return "this node cannot send there ("
        + detail
        + "); check the address, and this machine's routes and firewall";
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
