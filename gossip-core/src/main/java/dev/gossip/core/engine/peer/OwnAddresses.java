package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.services.Lazily;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Addresses at which this node has reached itself, for a while. Not for good, since a node may
 * move, and since it is no proof: somebody who sees this node's connect to an address can send it
 * back, and the address then looks like this node's own.
 */
final class OwnAddresses {

  /**
   * How long an address is not dialed. A guess: one useless dial in that time costs next to
   * nothing, and an address that was only made to look like this node's own is soon dialed again.
   */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  // A guess: more than a machine has.
  static final int MAX_ADDRESSES = 64;

  // When each was noticed, the oldest first.
  private Map<PeerAddress, Long> noticedNanos = Collections.emptyMap();

  /** This node has reached itself at an address. When full, the oldest is forgotten. */
  void add(PeerAddress address, long nowNanos) {
    noticedNanos = Lazily.forPut(noticedNanos);
    noticedNanos.remove(address);
    noticedNanos.put(address, nowNanos);
    if (noticedNanos.size() > MAX_ADDRESSES) {
      noticedNanos.remove(noticedNanos.keySet().iterator().next());
    }
  }

  /** Whether this node has reached itself at an address, not long ago. */
  boolean contains(PeerAddress address, long nowNanos) {
    Iterator<Entry<PeerAddress, Long>> oldest = noticedNanos.entrySet().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().getValue() >= LIFETIME.toNanos()) {
      oldest.remove();
    }
    return noticedNanos.containsKey(address);
  }
}
