package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Hosts as people write them, in the form in which the platform knows them. */
final class Hosts {
  private Hosts() {}

  /**
   * The address of a host. Looks a name up, which may take seconds, unless the host is a literal
   * address.
   *
   * @throws UnknownHostException if there is none; the message says why
   */
  static InetAddress addressOf(PeerAddress address) throws UnknownHostException {
    return InetAddress.getByName(forLookup(address.host()));
  }

  /**
   * Writes the number of a zone for its name, as the system does for the source of a datagram:
   * {@link InetAddress} keeps the name, and does not even know that of an interface without a
   * link-local address. Removes the final dot of {@code localhost.}, which files of hosts do not
   * have.
   *
   * @throws UnknownHostException if there is no such interface; the message says so
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
