package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;

/** Resolves the address to bind and explains why an address cannot be bound. */
final class ListenAddress {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private ListenAddress() {}

  /**
   * @throws IOException if the name has no address; the message is one line
   */
  static InetAddress hostOf(PeerAddress listen) throws IOException {
    try {
      return Hosts.addressOf(listen);
    } catch (UnknownHostException e) {
      String why = listen.isIpv6() ? e.getMessage() : "no address is known for that name; check it";
      throw new IOException("cannot listen on " + listen + ": " + why, e);
    }
  }

  /** Explains in one line why an address cannot be bound and what to do about it. */
  static String whyNotBound(PeerAddress listen, InetAddress host, Exception error) {
    String prefix = "cannot listen on " + listen + ": ";
    if (error instanceof UnsupportedAddressTypeException) {
      return prefix + "IPv6 is off in this JVM or on this machine; switch it on or choose IPv4";
    }
    String detail = error.getMessage() + "; ";
    // The system uses one exception for a foreign address and a port in use. Binding another port
    // distinguishes them without parsing a localized message.
    if (!canBindAnyPort(host)) {
      return prefix
          + detail
          + "this machine has no address "
          + SocketAddresses.of(host, 0).host()
          + ": listen at one of its own addresses, or at 0.0.0.0 for all of them";
    }
    String cause =
        listen.port() < FIRST_UNPRIVILEGED_PORT
            ? "ports below " + FIRST_UNPRIVILEGED_PORT + " may need a privilege: "
            : "is another node running there? ";
    return prefix + detail + cause + "choose another address";
  }

  private static boolean canBindAnyPort(InetAddress host) {
    try (DatagramChannel trial = DatagramChannel.open()) {
      trial.bind(new InetSocketAddress(host, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
