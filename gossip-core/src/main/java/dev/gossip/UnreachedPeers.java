package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Why nodes are not peers, as far as the events of this node say. Thread-safe. */
final class UnreachedPeers {
  private static final int MAX_REMEMBERED = 1_024;
  private static final int MAX_OTHERS = 8;

  private final List<PeerAddress> seeds;
  private final PeerAddress self;

  // Guarded by this. The latest problem of each address, oldest first.
  private final Map<PeerAddress, String> problems = new LinkedHashMap<>();

  /**
   * @param self where this node listens
   */
  UnreachedPeers(PeerAddress self, List<PeerAddress> seeds) {
    this.self = self;
    this.seeds = List.copyOf(seeds);
  }

  /** Remembers what an event says about a node. */
  void onEvent(NodeEvent event) {
    if (event instanceof NodeEvent.Unreachable unreachable) {
      put(unreachable.address(), unreachable.reason());
    } else if (event instanceof NodeEvent.Refused refused && refused.address() != null) {
      put(refused.address(), "refused: " + refused.reason() + "; " + refused.remedy());
    } else if (event instanceof NodeEvent.PeerDown down) {
      put(down.peer().address(), "went down: " + down.reason());
    } else if (event instanceof NodeEvent.PeerUp up) {
      remove(up.peer().address());
    }
  }

  private synchronized void put(PeerAddress address, String problem) {
    problems.remove(address);
    problems.put(address, problem);
    if (problems.size() > MAX_REMEMBERED) {
      problems.remove(problems.keySet().iterator().next());
    }
  }

  private synchronized void remove(PeerAddress address) {
    problems.remove(address);
  }

  /**
   * No peer came up.
   *
   * @param peers the nodes that this node should be linked with
   */
  synchronized NotReadyException notReady(Duration limit, Collection<PeerAddress> peers) {
    SortedMap<PeerAddress, String> unreached = new TreeMap<>();
    // A name is refused under the address that it has.
    problems.entrySet().stream()
        .skip(Math.max(0, problems.size() - MAX_OTHERS))
        .forEach(other -> unreached.put(other.getKey(), other.getValue()));
    seeds.forEach(seed -> unreached.put(seed, problems.getOrDefault(seed, "a seed, no answer")));
    peers.forEach(peer -> unreached.put(peer, problems.getOrDefault(peer, "no answer")));
    return new NotReadyException(
        limit,
        unreached,
        "no peers and no seeds are configured, and no other node has dialed " + self);
  }
}
