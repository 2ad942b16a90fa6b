package dev.gossip.reputation;

import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The budgets of each peer for payload, control frames and signature checks. */
final class PeerBudgets {
  /**
   * A new peer starts with this fraction of the burst of signature checks and has to earn the rest.
   * A new id costs next to nothing, so a peer that reconnects under new ids would otherwise get a
   * full burst each time. Bytes are so much cheaper that they need no such rule. A guess: 0.1 s of
   * the default rate.
   */
  private static final int NEW_PEER_BURST_DIVISOR = 10;

  /**
   * The extra cost of a malformed frame: what both byte budgets earn in this time. It limits a peer
   * to 500 malformed frames per second, however small they are. A guess.
   */
  private static final long MALFORMED_NANOS = 2_000_000;

  private final Rate payload;
  private final Rate control;
  private final Rate checks;
  private final long newPeerMissingChecks;
  private final int maxRemembered;
  private final Map<PeerId, Budget> up = new LinkedHashMap<>();
  // Peers that went down with less than a new peer has, in the order of departure.
  private final Map<PeerId, Budget> departed = new LinkedHashMap<>();

  PeerBudgets(Rate payload, Rate control, Rate checks, int maxRemembered) {
    this.payload = payload;
    this.control = control;
    this.checks = checks;
    this.newPeerMissingChecks =
        checks.burst() - Math.max(1, checks.burst() / NEW_PEER_BURST_DIVISOR);
    this.maxRemembered = maxRemembered;
  }

  void peerUp(PeerId peer, long nowNanos) {
    Budget kept = departed.remove(peer);
    up.putIfAbsent(peer, kept == null ? new Budget(nowNanos) : kept);
  }

  void peerDown(PeerId peer, long nowNanos) {
    Budget budget = up.remove(peer);
    evictRecovered(nowNanos);
    if (budget == null || budget.hasAtLeastNewPeerBudget(nowNanos)) {
      return;
    }
    departed.put(peer, budget);
    if (departed.size() > maxRemembered) {
      // Eviction gains an attacker nothing: one with so many ids could also use a new id.
      departed.remove(departed.keySet().iterator().next());
    }
  }

  /** Evicts departed peers, oldest first, up to the first one that has not recovered. */
  private void evictRecovered(long nowNanos) {
    Iterator<Budget> oldestFirst = departed.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().hasAtLeastNewPeerBudget(nowNanos)) {
      oldestFirst.remove();
    }
  }

  boolean take(PeerId peer, Cost cost, int amount, long nowNanos) {
    @Nullable Budget budget = up.get(peer);
    if (budget == null) {
      return false;
    }
    return switch (cost) {
      case PAYLOAD -> budget.payloadLeft.take(payload, amount, nowNanos);
      case CONTROL -> budget.controlLeft.take(control, amount, nowNanos);
      case SIGNATURE_CHECK -> budget.checksLeft.take(checks, amount, nowNanos);
    };
  }

  /** Charges the extra cost of a malformed frame, even if the budget goes below empty. */
  void chargeForMalformed(PeerId peer, long nowNanos) {
    @Nullable Budget budget = up.get(peer);
    if (budget != null) {
      budget.payloadLeft.charge(payload, MALFORMED_NANOS, nowNanos);
      budget.controlLeft.charge(control, MALFORMED_NANOS, nowNanos);
    }
  }

  /** Returns the number of departed peers that are remembered. */
  int remembered() {
    return departed.size();
  }

  private final class Budget {
    final Bucket payloadLeft;
    final Bucket controlLeft;
    final Bucket checksLeft;

    Budget(long nowNanos) {
      payloadLeft = new Bucket(nowNanos);
      controlLeft = new Bucket(nowNanos);
      checksLeft = new Bucket(checks, newPeerMissingChecks, nowNanos);
    }

    boolean hasAtLeastNewPeerBudget(long nowNanos) {
      return payloadLeft.isFull(nowNanos)
          && controlLeft.isFull(nowNanos)
          && checksLeft.missingAtMost(checks, newPeerMissingChecks, nowNanos);
    }
  }
}
