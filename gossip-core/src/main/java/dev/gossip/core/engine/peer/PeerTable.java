package dev.gossip.core.engine.peer;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.core.engine.services.NodeServices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peers of a node. A peer whose link is gone stays until the messages that it sent before are
 * verified, but nothing can be sent to it.
 */
public final class PeerTable {
  private final NodeServices services;
  private final LinkedNodes nodes;
  private List<Peer> peers = List.of();

  /** Creates an empty table. */
  public PeerTable(NodeServices services, LinkedNodes nodes) {
    this.services = services;
    this.nodes = nodes;
  }

  /** The peers, sorted by id. An immutable snapshot. */
  public List<Peer> peers() {
    return peers;
  }

  /** A peer, even if its link is gone. */
  public @Nullable PeerState find(PeerId peer) {
    return nodes.findPeer(peer);
  }

  /** A peer to which something can be sent; null if there is none. */
  public @Nullable PeerState linked(PeerId peer) {
    PeerState state = nodes.findPeer(peer);
    return state != null && state.isLinked() ? state : null;
  }

  /** A peer came up. */
  public void add(PeerState state) {
    nodes.addPeer(state);
    update(SortedPeers.with(peers, state.peer()));
  }

  /** A peer went down. */
  public void remove(PeerState state) {
    nodes.removePeer(state);
    update(SortedPeers.without(peers, state.id()));
  }

  /** The node has stopped, maybe without notifying anybody of each peer. */
  public void clear() {
    nodes.peers().forEach(nodes::removePeer);
    update(List.of());
  }

  private void update(List<Peer> changed) {
    peers = changed;
    services.counters().set(Metric.PEERS, changed.size());
  }
}
