package dev.gossip.testkit.relay;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.testkit.context.ScriptedNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The peers that a test linked, in the order of their ids, and what may be sent to each. */
final class ScriptedPeers {
  /** About the space for a control frame in a datagram of {@code transport.udp}. */
  private static final int DEFAULT_CONTROL_BYTES = 1_100;

  private static final int DEFAULT_ROOM_BYTES = 1 << 20;

  private final Map<PeerId, Peer> peers = new TreeMap<>();
  private final Map<PeerId, Standing> standings = new TreeMap<>();
  private final Map<PeerId, LinkStats> stats = new TreeMap<>();
  private int maxControlBytes = DEFAULT_CONTROL_BYTES;
  private int roomBytes = DEFAULT_ROOM_BYTES;

  /**
   * Adds a peer.
   *
   * @throws IllegalArgumentException if it is up: a node has one link with each
   */
  void add(Peer peer) {
    if (isUp(peer.id())) {
      throw new IllegalArgumentException(
          ScriptedNode.nameOf(peer.id())
              + " is up already: call down first, or use another number");
    }
    peers.put(peer.id(), peer);
  }

  void remove(Peer peer) {
    peers.remove(peer.id());
  }

  List<Peer> list() {
    return List.copyOf(peers.values());
  }

  boolean isUp(PeerId id) {
    return peers.containsKey(id);
  }

  /**
   * Checks that a peer is up.
   *
   * @throws IllegalArgumentException if it is not
   */
  void requireUp(Peer peer) {
    if (!isUp(peer.id())) {
      throw new IllegalArgumentException(
          ScriptedNode.nameOf(peer.id()) + " is not up: call up first");
    }
  }

  void limitControl(int bytes) {
    maxControlBytes = bytes;
  }

  void limitRoom(int bytes) {
    roomBytes = bytes;
  }

  /** The largest control frame for a peer in bytes; 0 if it is not up. */
  int maxControlBytes(PeerId to) {
    return isUp(to) ? maxControlBytes : 0;
  }

  /** The room of a peer in bytes; 0 if it is not up. */
  int room(PeerId to) {
    return isUp(to) ? roomBytes : 0;
  }

  void setStanding(PeerId node, Standing standing) {
    standings.put(node, standing);
  }

  Standing standing(PeerId node) {
    return standings.getOrDefault(node, Standing.GOOD);
  }

  void setStats(PeerId peer, LinkStats linkStats) {
    stats.put(peer, linkStats);
  }

  /** The state of the link to a peer; none if it is not up. */
  LinkStats stats(PeerId to) {
    return isUp(to) ? stats.getOrDefault(to, LinkStats.NONE) : LinkStats.NONE;
  }
}
