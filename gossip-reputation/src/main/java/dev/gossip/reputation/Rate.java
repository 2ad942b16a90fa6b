package dev.gossip.reputation;

/** The rate and burst of a token bucket. Shared by the spam controls of this module. */
public final class Rate {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The largest burst: larger products would overflow. */
  static final long MAX_BURST = (1L << 32) - 1;

  private final long perSecond;
  private final long burst;
  private final long burstNanos;

  /**
   * @param perSecond tokens earned per second, 1 to 10^9; a higher rate would round to no cost
   * @param burst tokens in a full bucket, at least 1; like every amount less than 2^32, so that no
   *     product overflows
   */
  public Rate(long perSecond, long burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.burstNanos = nanosFor(burst);
  }

  /** Returns the time to earn an amount, rounded down so that a full burst can be taken singly. */
  long nanosFor(long amount) {
    return amount * NANOS_PER_SECOND / perSecond;
  }

  /** Returns the number of tokens earned per second. */
  long perSecond() {
    return perSecond;
  }

  /** Returns the number of tokens in a full bucket. */
  public long burst() {
    return burst;
  }

  /** Returns the time that an empty bucket takes to fill. */
  long burstNanos() {
    return burstNanos;
  }
}
