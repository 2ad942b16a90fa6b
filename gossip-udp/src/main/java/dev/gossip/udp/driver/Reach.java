package dev.gossip.udp.driver;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

/**
 * Where a socket can send to, by the address that it is bound to.
 *
 * @param local a wildcard address is bound in both families
 */
record Reach(InetAddress local) {

  /** Whether the socket can send to addresses of this family. */
  boolean hasFamilyOf(InetAddress to) {
    return local.isAnyLocalAddress() || isIpv6(local) == isIpv6(to);
  }

  /** Why addresses of another family cannot be sent to, with the remedy. */
  String whyOtherFamily(InetAddress to) {
    return "this node cannot send there: it listens at "
        + SocketAddresses.of(local, 0).host()
        + ", and the other address is "
        + (isIpv6(to) ? "IPv6" : "IPv4")
        + "; listen at "
        + (isIpv6(to) ? "[::]" : "0.0.0.0")
        + " or name another address of the peer";
  }

  /** Why the system refused to send, with the remedy. */
  String whyRefused(InetAddress to, Exception refusal) {
    if (!hasFamilyOf(to)) {
      return whyOtherFamily(to);
    }
    if (refusal instanceof UnsupportedAddressTypeException) {
      return "this node cannot send there: IPv6 is off in this JVM or on this machine; switch it on"
          + " or name another address of the peer";
    }
    String words = String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
    if (local.isLoopbackAddress() && !to.isLoopbackAddress()) {
      return "this node cannot send there ("
          + words
          + "): it listens at "
          + SocketAddresses.of(local, 0).host()
          + ", which reaches only this machine; listen at 0.0.0.0 or [::]";
    }
    return "this node cannot send there ("
        + words
        + "); check the address, and this machine's routes and firewall";
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }
}
