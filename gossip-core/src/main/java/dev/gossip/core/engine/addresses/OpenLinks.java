package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of this node, by address. A list: it is searched only when a link comes or goes, and
 * costs a node of a large simulation less than a map.
 */
final class OpenLinks {
  private final List<Link> links = new ArrayList<>(0);

  /**
   * A link.
   *
   * @param address of the node there
   * @param id of the node there
   * @param isDialed whether this node dialed it
   * @param isConfigured whether the user named the address
   * @param sinceMillis when the handshake was
   */
  record Link(
      PeerAddress address, PeerId id, boolean isDialed, boolean isConfigured, long sinceMillis) {}

  /** Adds a link, or replaces that with the same address. */
  void add(Link link) {
    int place = placeOf(link.address());
    if (place < 0) {
      links.add(link);
    } else {
      links.set(place, link);
    }
  }

  /** The user named an address; returns its link, null if there is none. */
  @Nullable Link setConfigured(PeerAddress address) {
    int place = placeOf(address);
    if (place < 0) {
      return null;
    }
    Link link = links.get(place);
    Link configured = new Link(address, link.id(), link.isDialed(), true, link.sinceMillis());
    links.set(place, configured);
    return configured;
  }

  void remove(PeerAddress address) {
    int place = placeOf(address);
    if (place >= 0) {
      links.remove(place);
    }
  }

  boolean contains(PeerAddress address) {
    return placeOf(address) >= 0;
  }

  private int placeOf(PeerAddress address) {
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).address().equals(address)) {
        return i;
      }
    }
    return -1;
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** The ids of the linked nodes. */
  Set<PeerId> ids() {
    Set<PeerId> ids = new HashSet<>();
    links.forEach(link -> ids.add(link.id()));
    return ids;
  }

  /** The links in the order in which they came up. */
  void forEach(Consumer<Link> action) {
    links.forEach(action);
  }
}
