package dev.gossip.reputation;

import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each neighbour may still spend. */
final class PeerBudgets {
  /**
   * The part of the burst of signature checks with which a newcomer begins; the rest it has to
   * earn. A node's id is not proven, and who comes under one new id after another would otherwise
   * have a whole burst each time. Bytes cost so much less that they need no such rule. A guess: 0.1
   * s of what a neighbour may ask for by default.
   */
  private static final int NEWCOMERS_PART = 10;

  /**
   * What a malformed frame costs beyond its bytes: what the budgets of bytes allow in this time. So
   * a peer can have 500 of them a second decoded, however small they are. A guess.
   */
  private static final long MALFORMED_NANOS = 2_000_000;

  private final Rate payload;
  private final Rate control;
  private final Rate checks;
  private final long newcomersMissingChecks;
  private final int mostRemembered;
  private final Map<PeerId, Budget> up = new LinkedHashMap<>();
  // Those that went with less than a newcomer has, in that order.
  private final Map<PeerId, Budget> gone = new LinkedHashMap<>();

  PeerBudgets(Rate payload, Rate control, Rate checks, int mostRemembered) {
    this.payload = payload;
    this.control = control;
    this.checks = checks;
    this.newcomersMissingChecks = checks.burst() - Math.max(1, checks.burst() / NEWCOMERS_PART);
    this.mostRemembered = mostRemembered;
  }

  void come(PeerId peer, long nowNanos) {
    Budget kept = gone.remove(peer);
    up.putIfAbsent(peer, kept == null ? new Budget(nowNanos) : kept);
  }

  void go(PeerId peer, long nowNanos) {
    Budget budget = up.remove(peer);
    forgetTheNew(nowNanos);
    if (budget == null || budget.isAsGoodAsNew(nowNanos)) {
      return;
    }
    gone.put(peer, budget);
    if (gone.size() > mostRemembered) {
      // Whoever can come under so many ids can come under a new one just as well.
      gone.remove(gone.keySet().iterator().next());
    }
  }

  /** The eldest first, and no further than the first that has to stay. */
  private void forgetTheNew(long nowNanos) {
    Iterator<Budget> eldestFirst = gone.values().iterator();
    while (eldestFirst.hasNext() && eldestFirst.next().isAsGoodAsNew(nowNanos)) {
      eldestFirst.remove();
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

  /** Takes what a malformed frame costs, whether it is there or not. */
  void chargeForMalformed(PeerId peer, long nowNanos) {
    @Nullable Budget budget = up.get(peer);
    if (budget != null) {
      budget.payloadLeft.charge(payload, MALFORMED_NANOS, nowNanos);
      budget.controlLeft.charge(control, MALFORMED_NANOS, nowNanos);
    }
  }

  /** How many that are gone are remembered. */
  int remembered() {
    return gone.size();
  }

  private final class Budget {
    final Bucket payloadLeft;
    final Bucket controlLeft;
    final Bucket checksLeft;

    Budget(long nowNanos) {
      payloadLeft = new Bucket(nowNanos);
      controlLeft = new Bucket(nowNanos);
      checksLeft = new Bucket(checks, newcomersMissingChecks, nowNanos);
    }

    boolean isAsGoodAsNew(long nowNanos) {
      return payloadLeft.isFull(nowNanos)
          && controlLeft.isFull(nowNanos)
          && checksLeft.isFullBut(checks, newcomersMissingChecks, nowNanos);
    }
  }
}
