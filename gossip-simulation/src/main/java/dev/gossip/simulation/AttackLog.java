package dev.gossip.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Which attackers offended which nodes, and which nodes the honest ones discouraged. */
final class AttackLog {
  private final IntPredicate isHostile;
  // Iterated only to count and for a maximum, so their order does not matter.
  private final Map<Pair, Long> offences = new HashMap<>();
  private final Map<Pair, Long> discouraged = new HashMap<>();

  /** The node {@code of} did something, or was discouraged by the node {@code at}. */
  private record Pair(int of, int at) {
    Pair unordered() {
      return of < at ? this : new Pair(at, of);
    }
  }

  /**
   * @param isHostile selects the hostile nodes by index
   */
  AttackLog(IntPredicate isHostile) {
    this.isHostile = isHostile;
  }

  /** An attacker did something to another node that this node can prove. */
  void offended(int attacker, int node, long nowNanos) {
    if (!isHostile.test(node)) {
      offences.putIfAbsent(new Pair(attacker, node), nowNanos);
    }
  }

  /**
   * A node discouraged a peer.
   *
   * @param peer its index; negative if it is unknown
   */
  void discouraged(int node, int peer, long nowNanos) {
    if (peer >= 0 && !isHostile.test(node)) {
      discouraged.putIfAbsent(new Pair(peer, node), nowNanos);
      if (isHostile.test(peer)) {
        // Unless the attacker knew it before, the offence was what the node judged by.
        offended(peer, node, nowNanos);
      }
    }
  }

  /** How many pairs of honest nodes there are of which one has discouraged the other. */
  int discouragedHonest() {
    Set<Pair> honestPairs = new HashSet<>();
    for (Pair pair : discouraged.keySet()) {
      if (!isHostile.test(pair.of)) {
        honestPairs.add(pair.unordered());
      }
    }
    return honestPairs.size();
  }

  /** The report so far. */
  AttackReport report(AttackPlan plan, int nodes) {
    Set<Integer> offenders = new HashSet<>();
    Set<Integer> left = new HashSet<>();
    long longestNanos = 0;
    for (Map.Entry<Pair, Long> offence : offences.entrySet()) {
      Long nanos = discouraged.get(offence.getKey());
      offenders.add(offence.getKey().of);
      if (nanos == null) {
        left.add(offence.getKey().of);
      } else {
        longestNanos = Math.max(longestNanos, nanos - offence.getValue());
      }
    }
    boolean isOver = !offenders.isEmpty() && left.isEmpty();
    return new AttackReport(
        plan.kind(),
        (double) plan.nodes().size() / nodes,
        discouragedHonest(),
        offenders.size() - left.size(),
        isOver ? Duration.ofNanos(longestNanos).toMillis() : null);
  }
}
