package dev.gossip.udp.flow;

import org.jspecify.annotations.Nullable;

/**
 * The datagrams of the other end that have arrived, while none asks for an acknowledgement: pings
 * and what answers them. Knows of the latest {@link #RECENT} numbers which are missing, and of
 * those before only how many in a row are not.
 */
class RestingArrivals {
  static final int RECENT = Long.SIZE;

  private long highest;
  private long highestNanos;
  // The lowest bit stands for the highest number, so 0 means none.
  private long recent;
  // How many in a row before the recent ones have arrived.
  private short earlier;

  /**
   * @param earlier how many numbers in a row before the recent ones have arrived
   * @param recent which of the latest numbers have arrived; the lowest bit is the highest number
   * @param highestNanos when the highest number arrived
   */
  RestingArrivals(int earlier, long recent, long highest, long highestNanos) {
    this.earlier = (short) earlier;
    this.recent = recent;
    this.highest = highest;
    this.highestNanos = highestNanos;
  }

  /** A copy; null stands for none. */
  RestingArrivals(@Nullable RestingArrivals of) {
    if (of != null) {
      this.earlier = of.earlier;
      this.recent = of.recent;
      this.highest = of.highest;
      this.highestNanos = of.highestNanos;
    }
  }

  /** Whether there are any. */
  final boolean hasAny() {
    return recent != 0;
  }

  /** Adds a datagram of any type. There must be some already. */
  final void add(long number, long nowNanos) {
    if (number < highest && nowNanos - highestNanos > Arrivals.OVERTAKEN_NANOS) {
      // The highest number was damaged on the way.
      restartAt(number, nowNanos);
    } else if (number > highest - RECENT && number <= highest) {
      recent |= 1L << (highest - number);
    } else if (number > highest) {
      advance(number, nowNanos);
    }
  }

  private void restartAt(long number, long nowNanos) {
    earlier = 0;
    recent = 1;
    highest = number;
    highestNanos = nowNanos;
  }

  private void advance(long number, long nowNanos) {
    long ahead = number - highest;
    if (ahead >= RECENT) {
      restartAt(number, nowNanos);
      return;
    }
    // Those that are no longer recent are the highest bits.
    int kept = (int) (RECENT - ahead);
    long missing = ~recent >>> kept;
    earlier =
        (short)
            (missing == 0
                ? Math.min(earlier + ahead, Arrivals.WINDOW)
                : Long.numberOfTrailingZeros(missing));
    recent = recent << ahead | 1;
    highest = number;
    highestNanos = nowNanos;
  }

  /** The highest number that has arrived. */
  final long highest() {
    return highest;
  }

  /** When it arrived. */
  final long highestNanos() {
    return highestNanos;
  }

  /** Whether a number up to the highest one has arrived, as far as known. */
  final boolean has(long number) {
    long below = highest - number;
    return below < RECENT ? (recent >>> below & 1) != 0 : below < RECENT + earlier;
  }
}
