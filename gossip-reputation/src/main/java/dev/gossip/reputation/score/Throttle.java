package dev.gossip.reputation.score;

import dev.gossip.api.spam.Cost;
import dev.gossip.reputation.Bucket;
import dev.gossip.reputation.Rate;

/**
 * What a throttled peer may still cause: 50 signature checks a second of 84 us, which is 0.4 % of a
 * core, and 50 times 1,200 bytes, which is a tenth of a slow link (60 kB/s); guesses. Frames and
 * checks have separate budgets: if frames could take all of it, no message would be checked, and a
 * peer that goes on would never be discouraged, but throttled forever. A frame that is larger than
 * the burst is admitted after a pause, and what follows waits until it is paid for: a peer whose
 * large messages are never admitted would seem to withhold them.
 */
final class Throttle {
  private static final Rate RATE = new Rate(50, 50);
  private static final int BYTES_PER_UNIT = 1_200;

  private final Bucket frames;
  private final Bucket checks;

  Throttle(long nowNanos) {
    frames = new Bucket(nowNanos);
    checks = new Bucket(nowNanos);
  }

  /** Takes what some work costs, if it is left. */
  boolean take(Cost cost, int amount, long nowNanos) {
    if (cost == Cost.SIGNATURE_CHECK) {
      return checks.take(RATE, amount, nowNanos);
    }
    int units = amount <= 0 ? amount : (amount - 1) / BYTES_PER_UNIT + 1;
    return units > RATE.burst()
        ? frames.takeOnCredit(RATE, units, nowNanos)
        : frames.take(RATE, units, nowNanos);
  }
}
