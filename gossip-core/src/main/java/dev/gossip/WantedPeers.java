package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.config.PeerAddresses;
import dev.gossip.core.engine.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The addresses that the user wants a node to be linked with: those configured, and those added and
 * not removed since. Thread-safe.
 */
final class WantedPeers {
  private final Set<PeerAddress> addresses;
  private final int maxAddresses;
  private final Node node;
  private final Predicate<Runnable> onNodeThread;

  /**
   * @param maxAdded how many may be added to those configured
   * @param onNodeThread runs a task on the node's thread; false if the node has stopped
   */
  WantedPeers(
      List<PeerAddress> configured, int maxAdded, Node node, Predicate<Runnable> onNodeThread) {
    this.addresses = new LinkedHashSet<>(configured);
    this.maxAddresses = addresses.size() + maxAdded;
    this.node = node;
    this.onNodeThread = onNodeThread;
  }

  /**
   * Adds an address.
   *
   * @throws IllegalArgumentException if no node can have this address
   */
  synchronized PeerChange add(PeerAddress address) {
    PeerAddresses.requirePeer(address);
    if (addresses.contains(address)) {
      return PeerChange.UNCHANGED;
    }
    if (addresses.size() >= maxAddresses) {
      return PeerChange.TOO_MANY;
    }
    // Inside the lock, so that the node hears of all changes in their order.
    if (!onNodeThread.test(() -> node.addPeer(address))) {
      return PeerChange.CLOSED;
    }
    addresses.add(address);
    return PeerChange.DONE;
  }

  /** Removes an address. */
  synchronized PeerChange remove(PeerAddress address) {
    if (!addresses.contains(address)) {
      return PeerChange.UNCHANGED;
    }
    if (!onNodeThread.test(() -> node.removePeer(address))) {
      return PeerChange.CLOSED;
    }
    addresses.remove(address);
    return PeerChange.DONE;
  }
}
