package dev.gossip.core.engine.spam;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.BoundedMap;
import java.time.Duration;

/**
 * The peers of which this node has lately dropped something without looking at it. It may have been
 * what they had promised, so they are not blamed for broken promises.
 */
final class RecentRefusals {
  /** As long as an announced large message may be requested. */
  static final Duration REMEMBERED = Duration.ofMinutes(2);

  /** More than most nodes have peers. */
  private static final int MAX_PEERS = 1_024;

  private final BoundedMap<PeerId, Long> latest = new BoundedMap<>(MAX_PEERS);

  void add(PeerId peer, long nowNanos) {
    latest.put(peer, nowNanos);
  }

  /** Whether what a peer is blamed for may be the doing of this node. */
  boolean excuse(PeerId peer, Misbehaviour kind, long nowNanos) {
    Long then = latest.get(peer);
    return kind == Misbehaviour.BROKEN_PROMISE
        && then != null
        && nowNanos - then < REMEMBERED.toNanos();
  }

  void remove(PeerId peer) {
    latest.remove(peer);
  }
}
