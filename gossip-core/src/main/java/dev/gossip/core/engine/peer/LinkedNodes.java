package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes that this node has a link with, whether or not they are peers already. */
public final class LinkedNodes {
  /** As many as most nodes have. */
  private static final int FEW_NODES = 8;

  // Also the peers whose link is gone. An id has one node, since such a peer gets no other link.
  private final NodeSlots byId = new NodeSlots();
  private final List<PeerState> nodes = new ArrayList<>(FEW_NODES);

  /** The node with this id; null if there is no link with it. */
  @Nullable PeerState find(PeerId id) {
    PeerState node = byId.find(id);
    return node != null && node.hasLink ? node : null;
  }

  /** The node with this id, once its HELLO was accepted; null if there is none. */
  @Nullable PeerState findGreeted(PeerId id) {
    PeerState node = find(id);
    return node != null && node.helloAccepted ? node : null;
  }

  /** All nodes in the order in which their links came up. */
  List<PeerState> all() {
    return Collections.unmodifiableList(nodes);
  }

  void add(PeerState node) {
    node.hasLink = true;
    nodes.add(node);
    byId.add(node);
  }

  void remove(PeerState node) {
    if (node.hasLink) {
      nodes.remove(node);
      node.hasLink = false;
      forgetUnlessUsed(node);
    }
  }

  void clear() {
    List.copyOf(nodes).forEach(this::remove);
  }

  // ---- peers ---------------------------------------------------------------------------------

  /** The peer with this id, even if its link is gone; null if there is none. */
  @Nullable PeerState findPeer(PeerId id) {
    PeerState node = byId.find(id);
    return node != null && node.isPeer ? node : null;
  }

  /** Where a peer that is up is; empty if it is not up. */
  public Optional<PeerAddress> addressOf(PeerId id) {
    PeerState node = byId.find(id);
    return node != null && node.up ? Optional.of(node.address) : Optional.empty();
  }

  /** All peers, in no particular order. */
  List<PeerState> peers() {
    return byId.all().stream().filter(node -> node.isPeer).toList();
  }

  /** Whether a peer's link is gone while its messages are still being verified. */
  boolean isLeaving(PeerId peer) {
    PeerState node = findPeer(peer);
    return node != null && !node.hasLink;
  }

  void addPeer(PeerState node) {
    node.isPeer = true;
  }

  void removePeer(PeerState node) {
    node.isPeer = false;
    forgetUnlessUsed(node);
  }

  private void forgetUnlessUsed(PeerState node) {
    if (!node.hasLink && !node.isPeer) {
      byId.remove(node.id());
    }
  }
}
