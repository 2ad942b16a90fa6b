package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Caches the conversion between {@link InetSocketAddress} and {@link PeerAddress}, so that no text
 * is formatted or parsed per datagram. The cache is cleared when full, so that spoofed source
 * addresses cannot exhaust the memory.
 */
final class SocketAddresses {
  private static final int CAPACITY = 4_096;

  private final Map<InetSocketAddress, PeerAddress> peers = new HashMap<>();
  private final Map<PeerAddress, InetSocketAddress> sockets = new HashMap<>();

  // The latest conversions: in a burst, one datagram after the other has the same object, which the
  // channel and the links keep.
  private @Nullable InetSocketAddress latestSender;
  private @Nullable PeerAddress latestPeer;
  private @Nullable PeerAddress latestReceiver;
  private @Nullable InetSocketAddress latestSocket;

  @SuppressWarnings("ReferenceEquality") // see above
  PeerAddress peer(InetSocketAddress socket) {
    PeerAddress peer = latestPeer;
    if (peer == null || socket != latestSender) {
      peer = find(socket);
      latestSender = socket;
      latestPeer = peer;
    }
    return peer;
  }

  private PeerAddress find(InetSocketAddress socket) {
    if (hasZone(socket.getAddress())) {
      // The platform considers addresses equal that differ only in their zone.
      return of(socket.getAddress(), socket.getPort());
    }
    PeerAddress known = peers.get(socket);
    if (known != null) {
      return known;
    }
    PeerAddress peer = of(socket.getAddress(), socket.getPort());
    cache(peers, socket, peer);
    return peer;
  }

  /**
   * @throws UnknownHostException if the host is not a literal IP address
   */
  @SuppressWarnings("ReferenceEquality") // as above
  InetSocketAddress socket(PeerAddress peer) throws UnknownHostException {
    InetSocketAddress socket = latestSocket;
    if (socket == null || peer != latestReceiver) {
      socket = find(peer);
      latestReceiver = peer;
      latestSocket = socket;
    }
    return socket;
  }

  private InetSocketAddress find(PeerAddress peer) throws UnknownHostException {
    InetSocketAddress known = sockets.get(peer);
    if (known != null) {
      return known;
    }
    if (!peer.isIp() && !peer.isIpv6()) {
      // Looking it up would block the node.
      throw new UnknownHostException("'" + peer.host() + "' is not a literal IP address");
    }
    InetSocketAddress socket = new InetSocketAddress(Hosts.addressOf(peer), peer.port());
    cache(sockets, peer, socket);
    return socket;
  }

  /** Returns an address in its canonical form, with the zone as a number. */
  static PeerAddress of(InetAddress host, int port) {
    String text = host.getHostAddress();
    int percent = text.indexOf('%');
    return new PeerAddress(
        percent < 0 ? text : text.substring(0, percent + 1) + ((Inet6Address) host).getScopeId(),
        port);
  }

  private static boolean hasZone(InetAddress host) {
    return host instanceof Inet6Address ipv6 && ipv6.getScopeId() != 0;
  }

  private static <K, V> void cache(Map<K, V> map, K key, V value) {
    if (map.size() >= CAPACITY) {
      map.clear();
    }
    map.put(key, value);
  }
}
