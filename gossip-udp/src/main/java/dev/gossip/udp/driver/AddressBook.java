package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * Addresses of the platform and of the framework for each other, so that no text is made or read
 * for every datagram. Forgets everything when full: spoofed sources must not fill the memory.
 */
final class AddressBook {
  private static final int CAPACITY = 4_096;

  private final Map<InetSocketAddress, PeerAddress> peers = new HashMap<>();
  private final Map<PeerAddress, InetSocketAddress> sockets = new HashMap<>();

  PeerAddress peer(InetSocketAddress socket) {
    PeerAddress known = peers.get(socket);
    if (known != null) {
      return known;
    }
    PeerAddress peer = of(socket.getAddress(), socket.getPort());
    remember(peers, socket, peer);
    return peer;
  }

  /**
   * @throws UnknownHostException if the address is not a literal IP address after all
   */
  InetSocketAddress socket(PeerAddress peer) throws UnknownHostException {
    InetSocketAddress known = sockets.get(peer);
    if (known != null) {
      return known;
    }
    InetSocketAddress socket =
        new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port());
    remember(sockets, peer, socket);
    return socket;
  }

  static PeerAddress of(InetAddress host, int port) {
    return new PeerAddress(host.getHostAddress(), port);
  }

  private static <K, V> void remember(Map<K, V> map, K key, V value) {
    if (map.size() >= CAPACITY) {
      map.clear();
    }
    map.put(key, value);
  }
}
