package dev.gossip.core.config;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.spec.WantedPeer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configured peers: all as they were written, and each address once. */
final class PeerList {
  private final List<PeerAddress> addresses = new ArrayList<>();
  private final Map<PeerAddress, WantedPeer> peers = new LinkedHashMap<>();

  /**
   * Adds a peer.
   *
   * @param where where it was configured, for errors
   * @throws ConfigurationException if the text is not a peer, or its address was added with another
   *     id
   */
  void add(String text, String where) {
    try {
      WantedPeer peer = WantedPeer.parse(text);
      PeerAddresses.requirePeer(peer.address());
      addresses.add(peer.address());
      peers.merge(peer.address(), peer, PeerList::withId);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where + ": " + e.getMessage(), e);
    }
  }

  private static WantedPeer withId(WantedPeer known, WantedPeer next) {
    if (known.id().isEmpty()) {
      return next;
    }
    if (next.id().isPresent() && !next.id().equals(known.id())) {
      throw new IllegalArgumentException(
          "peer "
              + known.address()
              + " has the id "
              + known.id().get()
              + " elsewhere, and "
              + next.id().get()
              + " here; keep one of them");
    }
    return known;
  }

  List<PeerAddress> addresses() {
    return List.copyOf(addresses);
  }

  List<WantedPeer> wanted() {
    return List.copyOf(peers.values());
  }
}
