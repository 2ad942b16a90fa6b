package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.config.PeerAddresses;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.spec.WantedPeer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The nodes that the user wants a node to be linked with: those configured, and those added and not
 * removed since, by address. Thread-safe.
 */
final class WantedPeers {
  private final Map<PeerAddress, WantedPeer> peers = new HashMap<>();
  private final int maxPeers;
  private final Node node;
  private final Predicate<Runnable> onNodeThread;

  /**
   * @param maxAdded how many may be added to those configured
   * @param onNodeThread runs a task on the node's thread; false if the node has stopped
   */
  WantedPeers(
      List<WantedPeer> configured, int maxAdded, Node node, Predicate<Runnable> onNodeThread) {
    configured.forEach(peer -> peers.put(peer.address(), peer));
    this.maxPeers = peers.size() + maxAdded;
    this.node = node;
    this.onNodeThread = onNodeThread;
  }

  /**
   * Adds a node.
   *
   * @throws IllegalArgumentException if no node can have this address, or its address is there with
   *     another id
   */
  synchronized PeerChange add(WantedPeer peer) {
    PeerAddresses.requirePeer(peer.address());
    WantedPeer known = peers.get(peer.address());
    if (known != null) {
      requireSameId(peer, known);
      return PeerChange.UNCHANGED;
    }
    if (peers.size() >= maxPeers) {
      return PeerChange.TOO_MANY;
    }
    // Inside the lock, so that the node hears of all changes in their order.
    if (!onNodeThread.test(() -> node.addPeer(peer))) {
      return PeerChange.CLOSED;
    }
    peers.put(peer.address(), peer);
    return PeerChange.DONE;
  }

  private static void requireSameId(WantedPeer peer, WantedPeer known) {
    if (peer.id().isPresent() && !peer.id().equals(known.id())) {
      throw new IllegalArgumentException(
          "peer "
              + peer.address()
              + " is there already, "
              + known.id().map(id -> "with the id " + id).orElse("without an id")
              + "; remove it first");
    }
  }

  /** The addresses of these nodes. */
  synchronized List<PeerAddress> addresses() {
    return List.copyOf(peers.keySet());
  }

  /** Removes an address. */
  synchronized PeerChange remove(PeerAddress address) {
    if (!peers.containsKey(address)) {
      return PeerChange.UNCHANGED;
    }
    if (!onNodeThread.test(() -> node.removePeer(address))) {
      return PeerChange.CLOSED;
    }
    peers.remove(address);
    return PeerChange.DONE;
  }
}
