package dev.gossip.udp.table;

import java.util.BitSet;

/**
 * The missing packet numbers of one link. A missing datagram may still arrive; it counts as lost
 * once {@link #WINDOW} later ones were sent or once it has been missing for long enough.
 *
 * <p>The headers of plain links are not authenticated, so a number far from all others is accepted
 * only if the next one agrees with it. Otherwise a single forged datagram would make all genuine
 * ones look late.
 */
final class PacketGaps {

  /** Must be a power of two. A guess: networks reorder a few dozen datagrams, not a thousand. */
  static final int WINDOW = 1_024;

  /**
   * Largest gap of an honest sender: 170,000 datagrams a second for about 6 s, after which the link
   * is down. A larger gap counts as an error in the numbers and not as loss.
   */
  private static final long MAX_JUMP = 1 << 20;

  // The last WINDOW numbers, each at its remainder modulo WINDOW.
  private final BitSet missing = new BitSet(WINDOW);
  private long highest;
  private long expected;
  private long lost;
  private long overdueUpTo;
  private long implausible;

  /**
   * Creates a state without missing numbers.
   *
   * @param highest the highest number received
   * @param expected number of datagrams sent up to it
   */
  PacketGaps(long highest, long expected) {
    this.highest = highest;
    this.expected = expected;
    this.overdueUpTo = highest;
  }

  /** Whether the highest number is the only state left. */
  boolean areClosed() {
    return lost == 0 && implausible == 0 && expected == highest && missing.isEmpty();
  }

  long highest() {
    return highest;
  }

  long expected() {
    return expected;
  }

  long lost() {
    return lost;
  }

  /** Adds a received number; returns how many further datagrams count as lost now. */
  int add(long number) {
    long lostBefore = lost;
    long ahead = number - highest;
    if (ahead > WINDOW || ahead < -MAX_JUMP) {
      addImplausible(number);
    } else {
      implausible = 0;
      if (ahead > 0) {
        advance(number);
      } else if (ahead > -WINDOW) {
        missing.clear(slot(number));
      }
    }
    return (int) (lost - lostBefore);
  }

  /** Adds a number far from the others; accepted only if it agrees with the previous such one. */
  private void addImplausible(long number) {
    long before = implausible;
    implausible = number;
    if (before == 0 || number <= before || number - before > MAX_JUMP) {
      return;
    }
    implausible = 0;
    long ahead = before - highest;
    if (ahead < 0 || ahead > MAX_JUMP) {
      restartAt(before);
    } else {
      advance(before);
    }
    advance(number);
  }

  /** Advances to a number that is plausible and higher than any before. */
  private void advance(long number) {
    long ahead = number - highest;
    expected += ahead;
    if (ahead > WINDOW) {
      lost += missing.cardinality() + ahead - WINDOW;
      missing.set(0, WINDOW);
    } else {
      for (long between = highest + 1; between <= number; between++) {
        int slot = slot(between);
        if (missing.get(slot)) {
          lost++;
        }
        missing.set(slot);
      }
    }
    missing.clear(slot(number));
    highest = number;
  }

  private void restartAt(long number) {
    countAllAsLost();
    highest = number;
    overdueUpTo = number;
    expected++;
  }

  /** See {@link ReceivedPackets#countOverdueAsLost}. */
  int countOverdueAsLost() {
    long lostBefore = lost;
    for (int slot = missing.nextSetBit(0); slot >= 0; slot = missing.nextSetBit(slot + 1)) {
      long number = highest - ((highest - slot) & (WINDOW - 1));
      if (number <= overdueUpTo) {
        missing.clear(slot);
        lost++;
      }
    }
    overdueUpTo = highest;
    return (int) (lost - lostBefore);
  }

  /** See {@link ReceivedPackets#countAllAsLost}. */
  int countAllAsLost() {
    int count = missing.cardinality();
    lost += count;
    missing.clear();
    return count;
  }

  private static int slot(long number) {
    return (int) (number & (WINDOW - 1));
  }
}
