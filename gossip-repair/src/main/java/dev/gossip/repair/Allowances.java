package dev.gossip.repair;

import dev.gossip.api.PeerId;
import dev.gossip.api.relay.BoundedMap;

/**
 * How often a comparison may be started with each peer: a burst, then one at a time. Kept for a
 * peer that reconnects.
 */
final class Allowances {
  /** More than most nodes have peers; a peer that is forgotten has its burst again. */
  private static final int MAX_PEERS = 4_096;

  private static final class Allowance {
    private double tokens;
    private long atNanos;
  }

  private final int burst;
  private final long refillNanos;
  private final BoundedMap<PeerId, Allowance> allowances = new BoundedMap<>(MAX_PEERS);

  /**
   * @param refillNanos time until one more may be started
   */
  Allowances(int burst, long refillNanos) {
    this.burst = burst;
    this.refillNanos = refillNanos;
  }

  /** Uses up one start; returns false if there is none left. */
  boolean take(PeerId peer, long nowNanos) {
    Allowance allowance = refilled(peer, nowNanos);
    if (allowance.tokens < 1) {
      return false;
    }
    allowance.tokens--;
    return true;
  }

  /** The time until {@link #take} succeeds; 0 if it does now. */
  long waitNanos(PeerId peer, long nowNanos) {
    double missing = 1 - refilled(peer, nowNanos).tokens;
    return missing <= 0 ? 0 : (long) Math.ceil(missing * refillNanos);
  }

  private Allowance refilled(PeerId peer, long nowNanos) {
    Allowance allowance = allowances.get(peer);
    if (allowance == null) {
      allowance = new Allowance();
      allowance.tokens = burst;
      allowances.put(peer, allowance);
    } else {
      double refill = (double) (nowNanos - allowance.atNanos) / refillNanos;
      allowance.tokens = Math.min(burst, allowance.tokens + refill);
    }
    allowance.atNanos = nowNanos;
    return allowance;
  }
}
