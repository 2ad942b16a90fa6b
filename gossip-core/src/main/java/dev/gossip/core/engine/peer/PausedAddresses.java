package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.services.Lazily;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;

/** Addresses that are of no use to dial before some time, since a node there gets no link. */
final class PausedAddresses {
  // A guess: more than the nodes that discourage this one, or are discouraged by it, at a time.
  static final int MAX_ADDRESSES = 256;

  // Until when, those that were added longest ago first.
  private Map<PeerAddress, Long> untilNanos = Collections.emptyMap();

  /**
   * Leaves an address alone. A refusal without a pause does not end one: it says less. When full,
   * the one that was added longest ago is forgotten.
   */
  void add(PeerAddress address, long nowNanos, Duration pause) {
    if (pause.isZero()) {
      return;
    }
    untilNanos = Lazily.forPut(untilNanos);
    untilNanos.remove(address);
    untilNanos.put(address, nowNanos + pause.toNanos());
    if (untilNanos.size() > MAX_ADDRESSES) {
      untilNanos.remove(untilNanos.keySet().iterator().next());
    }
  }

  boolean contains(PeerAddress address, long nowNanos) {
    Long until = untilNanos.get(address);
    if (until != null && until - nowNanos <= 0) {
      untilNanos.remove(address);
      return false;
    }
    return until != null;
  }
}
