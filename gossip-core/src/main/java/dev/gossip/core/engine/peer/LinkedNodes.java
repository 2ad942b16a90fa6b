package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes that this node has a link with, whether or not they are peers already. */
public final class LinkedNodes {
  private final Map<PeerId, PeerState> nodes = new LinkedHashMap<>();
  // Never iterated.
  private final Set<PeerId> leaving = new HashSet<>(0);

  /** The node with this id; null if there is no link with it. */
  @Nullable PeerState find(PeerId id) {
    return nodes.get(id);
  }

  /** The node with this id, once its HELLO was accepted; null if there is none. */
  @Nullable PeerState findGreeted(PeerId id) {
    PeerState node = nodes.get(id);
    return node != null && node.helloAccepted ? node : null;
  }

  /** All nodes in the order in which their links came up. */
  Collection<PeerState> all() {
    return nodes.values();
  }

  void add(PeerState node) {
    nodes.put(node.id(), node);
  }

  void remove(PeerState node) {
    nodes.remove(node.id(), node);
  }

  void clear() {
    nodes.clear();
  }

  /** Whether a peer's link is gone while its messages are still being verified. */
  boolean isLeaving(PeerId peer) {
    return leaving.contains(peer);
  }

  void addLeaving(PeerId peer) {
    leaving.add(peer);
  }

  void removeLeaving(PeerId peer) {
    leaving.remove(peer);
  }
}
