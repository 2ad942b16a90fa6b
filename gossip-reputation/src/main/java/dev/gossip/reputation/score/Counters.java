package dev.gossip.reputation.score;

/** The counters of one peer, by evidence. Flat, since many peers may have them. */
final class Counters {
  private static final int SIZE = Evidence.COUNTED.size();
  private static final long SECOND_NANOS = 1_000_000_000;

  private final double[] counts = new double[SIZE];
  private final long[] countedAtNanos = new long[SIZE];
  private final int[] totals = new int[SIZE];
  private final boolean[] noted = new boolean[SIZE];
  private final long[] latestNanos = new long[SIZE];
  private final long[] secondBegunNanos = new long[SIZE];
  private final int[] inSecond = new int[SIZE];

  /**
   * Notes one piece of evidence.
   *
   * @param perSecond how many count within a second, which begins with the first one; 0 for all
   * @return whether this one counts
   */
  boolean note(Evidence evidence, int perSecond, long nowNanos) {
    int i = evidence.index();
    totals[i] = totals[i] == Integer.MAX_VALUE ? totals[i] : totals[i] + 1;
    noted[i] = true;
    latestNanos[i] = nowNanos;
    if (perSecond == 0) {
      return true;
    }
    if (inSecond[i] == 0 || nowNanos - secondBegunNanos[i] >= SECOND_NANOS) {
      secondBegunNanos[i] = nowNanos;
      inSecond[i] = 0;
    }
    if (inSecond[i] == perSecond) {
      return false;
    }
    inSecond[i]++;
    return true;
  }

  /** Counts one piece of evidence. */
  void add(Evidence evidence, double weight, long nowNanos, long halfLifeNanos) {
    int i = evidence.index();
    counts[i] = count(evidence, nowNanos, halfLifeNanos) + weight;
    countedAtNanos[i] = nowNanos;
  }

  /** Sets a counter as it was at an earlier time. */
  void set(Evidence evidence, double count, int total, long thenNanos) {
    int i = evidence.index();
    counts[i] = count;
    countedAtNanos[i] = thenNanos;
    totals[i] = total;
    noted[i] = true;
    latestNanos[i] = thenNanos;
  }

  /** Forgets evidence that nobody is charged for. */
  void forget(Evidence evidence) {
    counts[evidence.index()] = 0;
    totals[evidence.index()] = 0;
  }

  /** The decayed counter. */
  double count(Evidence evidence, long nowNanos, long halfLifeNanos) {
    int i = evidence.index();
    return counts[i] == 0
        ? 0
        : counts[i] * Decay.factor(nowNanos - countedAtNanos[i], halfLifeNanos);
  }

  /** How much there was since it was last forgotten. */
  int total(Evidence evidence) {
    return totals[evidence.index()];
  }

  /** Whether there was any, forgotten or not. */
  boolean wasNoted(Evidence evidence) {
    return noted[evidence.index()];
  }

  /** When there was some last; meaningful only if {@link #wasNoted}. */
  long latestNanos(Evidence evidence) {
    return latestNanos[evidence.index()];
  }
}
