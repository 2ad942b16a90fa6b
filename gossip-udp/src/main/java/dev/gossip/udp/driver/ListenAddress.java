package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;

/** Finds the address to bind, and says what is wrong with one that cannot be bound. */
final class ListenAddress {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private ListenAddress() {}

  /**
   * @throws IOException if the name has no address; the message says so in one line
   */
  static InetAddress hostOf(PeerAddress listen) throws IOException {
    try {
      return Hosts.addressOf(listen);
    } catch (UnknownHostException e) {
      String why = listen.isIpv6() ? e.getMessage() : "no address is known for that name; check it";
      throw new IOException("cannot listen on " + listen + ": " + why, e);
    }
  }

  /** Why an address cannot be bound, with the remedy, in one line. */
  static String whyNotBound(PeerAddress listen, InetAddress host, Exception refusal) {
    String what = "cannot listen on " + listen + ": ";
    if (refusal instanceof UnsupportedAddressTypeException) {
      return what + "IPv6 is off in this JVM or on this machine; switch it on or choose IPv4";
    }
    String words = refusal.getMessage() + "; ";
    // The system has one exception for both. Another port tells them apart in any language.
    if (!canBindAnyPort(host)) {
      return what
          + words
          + "this machine has no address "
          + SocketAddresses.of(host, 0).host()
          + ": listen at one of its own addresses, or at 0.0.0.0 for all of them";
    }
    String privileged =
        listen.port() < FIRST_UNPRIVILEGED_PORT
            ? "ports below " + FIRST_UNPRIVILEGED_PORT + " may need a privilege: "
            : "is another node running there? ";
    return what + words + privileged + "choose another address";
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
