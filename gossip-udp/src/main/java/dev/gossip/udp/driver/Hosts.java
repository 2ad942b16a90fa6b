package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Converts hosts as users write them into the form that the platform understands. */
final class Hosts {
  private Hosts() {}

  /**
   * Returns the address of a host. Blocks for a name lookup, possibly for seconds, unless the host
   * is a literal address.
   *
   * @throws UnknownHostException if the host has no address; the message gives the reason
   */
  static InetAddress addressOf(PeerAddress address) throws UnknownHostException {
    return InetAddress.getByName(forLookup(address.host()));
  }

  /**
   * Replaces the name of a zone by its number, which is what the system reports for the source of a
   * datagram. {@link InetAddress} would keep the name and does not know the name of an interface
   * without a link-local address. Also removes the trailing dot of {@code localhost.}, which hosts
   * files do not contain.
   *
   * @throws UnknownHostException if the zone names no interface; the message says so
   */
  static String forLookup(String host) throws UnknownHostException {
    if (host.equalsIgnoreCase("localhost.")) {
      return "localhost";
    }
    int percent = host.indexOf('%');
    if (percent < 0 || host.substring(percent + 1).matches("\\d+")) {
      return host;
    }
    String zone = host.substring(percent + 1);
    NetworkInterface network;
    try {
      network = NetworkInterface.getByName(zone);
    } catch (SocketException e) {
      throw (UnknownHostException) new UnknownHostException(e.getMessage()).initCause(e);
    }
    if (network == null) {
      throw new UnknownHostException(
          "this machine has no network interface '" + zone + "'; name one of its own");
    }
    return host.substring(0, percent + 1) + network.getIndex();
  }
}
