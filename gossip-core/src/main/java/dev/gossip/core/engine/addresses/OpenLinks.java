package dev.gossip.core.engine.addresses;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The links of this node, by address. */
final class OpenLinks {
  private Map<PeerAddress, Link> links = Collections.emptyMap();

  /**
   * A link.
   *
   * @param id of the node there
   * @param direction who dialed
   * @param sinceMillis when the handshake was
   */
  record Link(PeerId id, Direction direction, long sinceMillis) {}

  void add(PeerAddress address, Link link) {
    if (links.isEmpty()) {
      links = new LinkedHashMap<>(4);
    }
    links.put(address, link);
  }

  void remove(PeerAddress address) {
    if (links.containsKey(address)) {
      links.remove(address);
    }
  }

  boolean contains(PeerAddress address) {
    return links.containsKey(address);
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** The ids of the linked nodes. */
  Set<PeerId> ids() {
    Set<PeerId> ids = new HashSet<>();
    links.values().forEach(link -> ids.add(link.id()));
    return ids;
  }

  /** The links in the order in which they came up. */
  void forEach(BiConsumer<PeerAddress, Link> action) {
    links.forEach(action);
  }
}
