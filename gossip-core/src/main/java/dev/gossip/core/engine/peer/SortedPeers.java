package dev.gossip.core.engine.peer;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import java.util.List;

/**
 * Immutable lists of peers, sorted by id. A change copies the list and compares few peers: a node
 * with many peers would otherwise collect and sort them for each that comes up.
 */
final class SortedPeers {
  private SortedPeers() {}

  /** The peers with another one, which replaces the one with the same id. */
  static List<Peer> with(List<Peer> peers, Peer added) {
    int place = placeOf(peers, added.id());
    boolean isReplaced = place >= 0;
    int at = isReplaced ? place : -place - 1;
    Peer[] changed = new Peer[peers.size() + (isReplaced ? 0 : 1)];
    copy(peers, 0, at, changed, 0);
    changed[at] = added;
    copy(peers, isReplaced ? at + 1 : at, peers.size(), changed, at + 1);
    return List.of(changed);
  }

  /** The peers without the one with an id, if it is among them. */
  static List<Peer> without(List<Peer> peers, PeerId id) {
    int at = placeOf(peers, id);
    if (at < 0) {
      return peers;
    }
    Peer[] changed = new Peer[peers.size() - 1];
    copy(peers, 0, at, changed, 0);
    copy(peers, at + 1, peers.size(), changed, at);
    return List.of(changed);
  }

  private static void copy(List<Peer> peers, int from, int to, Peer[] target, int at) {
    for (int i = from; i < to; i++) {
      target[at + i - from] = peers.get(i);
    }
  }

  /** Where a peer is; {@code -place - 1} if it belongs at a place and is not there. */
  private static int placeOf(List<Peer> peers, PeerId id) {
    int low = 0;
    int high = peers.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = peers.get(middle).id().compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
