package dev.gossip.core.engine.addresses;

import java.time.Duration;

/** Which addresses are not worth another dial, and how likely the others are. */
final class GiveUpRules {
  // These are Bitcoin's.
  static final int MAX_TRIES = 3;
  static final int MAX_FAILURES = 10;
  static final long FAILING_MILLIS = Duration.ofDays(7).toMillis();
  static final long HORIZON_MILLIS = Duration.ofDays(30).toMillis();

  /** How long an address is less likely after a dial. Bitcoin's. */
  static final long RECENT_MILLIS = Duration.ofMinutes(10).toMillis();

  /** For how long an address is passed on after a handshake. */
  static final long PASSED_ON_MILLIS = Duration.ofHours(24).toMillis();

  private static final double LEAST_CHANCE = 0.01;
  private static final double CHANCE_AFTER_FAILURE = 0.66;
  private static final int COUNTED_FAILURES = 8;

  private GiveUpRules() {}

  /**
   * Whether another address may take the place of this one, which is neither passed on nor drawn as
   * long as there are others: it was never reached in three tries, or failed ten times and was not
   * reached for a week, or nobody has named or reached it for a month. Failures count only as
   * {@link BookEntry#onFailure} says.
   */
  static boolean isGivenUp(BookEntry entry, long nowMillis) {
    return !entry.isLinked
        && (hasFailed(entry, nowMillis)
            || BookClock.age(nowMillis, entry.lastHeardMillis) > HORIZON_MILLIS);
  }

  private static boolean hasFailed(BookEntry entry, long nowMillis) {
    return entry.wasReached()
        ? entry.failures >= MAX_FAILURES
            && BookClock.age(nowMillis, entry.lastHandshakeMillis) > FAILING_MILLIS
        : entry.failures >= MAX_TRIES;
  }

  /** Whether the last dial was a while ago, so that the outcome of another one may differ. */
  static boolean mayTryAgain(BookEntry entry, long nowMillis) {
    return !BookClock.isLately(nowMillis, entry.lastDialMillis, RECENT_MILLIS);
  }

  /**
   * The chance to be drawn, compared with an address that was never dialed, which has 1. In Bitcoin
   * it is 0.01 for ten minutes after a dial. Here it grows during that time: in a small network
   * every address was dialed a short while ago, and the one dialed longest ago is the best.
   */
  static double chance(BookEntry entry, long nowMillis) {
    double chance = 1;
    if (entry.lastDialMillis > 0
        && BookClock.isLately(nowMillis, entry.lastDialMillis, RECENT_MILLIS)) {
      double age = (double) (nowMillis - entry.lastDialMillis) / RECENT_MILLIS;
      chance = Math.min(1, Math.max(LEAST_CHANCE, age));
    }
    // Not Math.pow, whose last digit may differ from one machine to another.
    for (int failure = 0; failure < Math.min(entry.failures, COUNTED_FAILURES); failure++) {
      chance *= CHANCE_AFTER_FAILURE;
    }
    return chance;
  }

  /**
   * Whether other nodes may be given an address: this node has a link to it, or shook hands there
   * within a day, and the latest dial did not fail. A node that is full refuses after the
   * handshake, so that is no failure. A node whose address has changed may be linked at another
   * one; then the old address is still passed on until a dial fails.
   */
  static boolean mayBePassedOn(BookEntry entry, long nowMillis) {
    boolean isLately =
        entry.lastHandshakeMillis > 0
            && BookClock.isLately(nowMillis, entry.lastHandshakeMillis, PASSED_ON_MILLIS);
    boolean hasFailed = entry.failures > 0 && entry.lastHandshakeMillis < entry.lastDialMillis;
    return entry.isLinked || (isLately && !hasFailed);
  }
}
