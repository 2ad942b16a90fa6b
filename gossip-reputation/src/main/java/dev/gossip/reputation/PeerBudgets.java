package dev.gossip.reputation;

import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each neighbour may still spend. */
final class PeerBudgets {
  private final Rate payload;
  private final Rate control;
  private final Rate checks;
  private final int mostRemembered;
  private final Map<PeerId, Budget> up = new LinkedHashMap<>();
  // Those that went with something missing, in that order. The others are as good as new.
  private final Map<PeerId, Budget> gone = new LinkedHashMap<>();

  PeerBudgets(Rate payload, Rate control, Rate checks, int mostRemembered) {
    this.payload = payload;
    this.control = control;
    this.checks = checks;
    this.mostRemembered = mostRemembered;
  }

  void come(PeerId peer, long nowNanos) {
    Budget kept = gone.remove(peer);
    up.putIfAbsent(peer, kept == null ? new Budget(nowNanos) : kept);
  }

  void go(PeerId peer, long nowNanos) {
    Budget budget = up.remove(peer);
    forgetTheFull(nowNanos);
    if (budget == null || budget.isFull(nowNanos)) {
      return;
    }
    gone.put(peer, budget);
    if (gone.size() > mostRemembered) {
      // Whoever can come under so many ids can come under a new one just as well.
      gone.remove(gone.keySet().iterator().next());
    }
  }

  /** The eldest first, and no further than the first that has to stay. */
  private void forgetTheFull(long nowNanos) {
    Iterator<Budget> eldestFirst = gone.values().iterator();
    while (eldestFirst.hasNext() && eldestFirst.next().isFull(nowNanos)) {
      eldestFirst.remove();
    }
  }

  boolean take(PeerId peer, Cost cost, int amount, long nowNanos) {
    @Nullable Budget budget = up.get(peer);
    if (budget == null) {
      return false;
    }
    return switch (cost) {
      case PAYLOAD -> budget.payload.take(payload, amount, nowNanos);
      case CONTROL -> budget.control.take(control, amount, nowNanos);
      case SIGNATURE_CHECK -> budget.checks.take(checks, amount, nowNanos);
    };
  }

  /** How many that are gone are remembered. */
  int remembered() {
    return gone.size();
  }

  private static final class Budget {
    final Bucket payload;
    final Bucket control;
    final Bucket checks;

    Budget(long nowNanos) {
      payload = new Bucket(nowNanos);
      control = new Bucket(nowNanos);
      checks = new Bucket(nowNanos);
    }

    boolean isFull(long nowNanos) {
      return payload.isFull(nowNanos) && control.isFull(nowNanos) && checks.isFull(nowNanos);
    }
  }
}
