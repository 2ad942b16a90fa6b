package dev.gossip.udp.link;

import java.util.BitSet;

/**
 * The packet numbers of one link that are missing. One that is missing may still be on its way; it
 * counts as lost when {@link #WINDOW} later ones were sent, or when it was missing for long enough.
 *
 * <p>Headers are not authenticated yet, so one that is far from all others is believed only when
 * the next agrees with it. Otherwise a single forged datagram would make all honest ones look late.
 */
final class PacketGaps {

  /** A power of two; a guess: networks reorder a few dozen datagrams, not a thousand. */
  static final int WINDOW = 1_024;

  /**
   * How far an honest sender gets unheard: about 6 s, when the link goes down, at 170,000 datagrams
   * a second. More counts as an error in the numbers and not as loss.
   */
  private static final long MAX_JUMP = 1 << 20;

  // Those of the last WINDOW numbers, each at its remainder.
  private final BitSet missing = new BitSet(WINDOW);
  private long highest;
  private long expected;
  private long lost;
  private long overdueUpTo;
  private long doubtful;

  /**
   * Nothing is missing yet.
   *
   * @param highest the highest number that arrived
   * @param expected how many datagrams have been sent up to it
   */
  PacketGaps(long highest, long expected) {
    this.highest = highest;
    this.expected = expected;
    this.overdueUpTo = highest;
  }

  /** Whether there is nothing to remember but the highest number. */
  boolean areClosed() {
    return lost == 0 && doubtful == 0 && expected == highest && missing.isEmpty();
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

  /** A datagram arrived; answers how many others count as lost since. */
  int add(long number) {
    long lostBefore = lost;
    long ahead = number - highest;
    if (ahead > WINDOW || ahead < -MAX_JUMP) {
      addFar(number);
    } else {
      doubtful = 0;
      if (ahead > 0) {
        advance(number);
      } else if (ahead > -WINDOW) {
        missing.clear(slot(number));
      }
    }
    return (int) (lost - lostBefore);
  }

  private void addFar(long number) {
    long before = doubtful;
    doubtful = number;
    if (before == 0 || number <= before || number - before > MAX_JUMP) {
      return;
    }
    doubtful = 0;
    long ahead = before - highest;
    if (ahead < 0 || ahead > MAX_JUMP) {
      startAgainAt(before);
    } else {
      advance(before);
    }
    advance(number);
  }

  /** A higher number than any before arrived, and not too far ahead. */
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

  private void startAgainAt(long number) {
    giveUpAll();
    highest = number;
    overdueUpTo = number;
    expected++;
  }

  /** See {@link ReceivedPackets#giveUpOverdue}. */
  int giveUpOverdue() {
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

  /** See {@link ReceivedPackets#giveUpAll}. */
  int giveUpAll() {
    int given = missing.cardinality();
    lost += given;
    missing.clear();
    return given;
  }

  private static int slot(long number) {
    return (int) (number & (WINDOW - 1));
  }
}
