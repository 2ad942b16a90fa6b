package dev.gossip.reputation;

/** How much may be spent: so much a second in the long run, and so much at once after a pause. */
final class Rate {
  private static final long SECOND = 1_000_000_000;

  private final long perSecond;
  private final long burst;
  private final long burstNanos;

  /**
   * @param perSecond 1 to 10^9, so that nothing is free
   * @param burst what an idle bucket holds; at least 1, and less than 2^32 as is any amount, so
   *     that no product overflows
   */
  Rate(long perSecond, long burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.burstNanos = nanosFor(burst);
  }

  /** How long it takes to earn an amount, rounded down so that a burst of ones is whole. */
  long nanosFor(long amount) {
    return amount * SECOND / perSecond;
  }

  /** What an idle bucket holds. */
  long burst() {
    return burst;
  }

  /** How long an empty bucket takes to fill. */
  long burstNanos() {
    return burstNanos;
  }
}
