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
import org.jspecify.annotations.Nullable;

/** The links of this node, by address. */
final class OpenLinks {
  private Map<PeerAddress, Link> links = Collections.emptyMap();

  /**
   * A link.
   *
   * @param id of the node there
   * @param direction who dialed
   * @param isConfigured whether the user named the address
   * @param sinceMillis when the handshake was
   */
  record Link(PeerId id, Direction direction, boolean isConfigured, long sinceMillis) {}

  void add(PeerAddress address, Link link) {
    if (links.isEmpty()) {
      links = new LinkedHashMap<>(4);
    }
    links.put(address, link);
  }

  /** The user named an address; returns its link, null if there is none. */
  @Nullable Link setConfigured(PeerAddress address) {
    return links.isEmpty()
        ? null
        : links.computeIfPresent(
            address,
            (same, link) -> new Link(link.id(), link.direction(), true, link.sinceMillis()));
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
