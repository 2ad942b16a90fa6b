package dev.gossip.udp.flow;

import dev.gossip.udp.datagram.AcksCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of the other end that have arrived, and when to acknowledge them: with the next
 * datagram that has data, by itself when enough of them have arrived, at a new gap, or after a
 * delay.
 */
final class Arrivals {

  /** The most numbers that an acknowledgement covers. */
  static final int WINDOW = 512;

  /**
   * Datagrams after which an acknowledgement is due: as many as a sender may have under way in any
   * case, so that it never waits for the delay. QUIC acknowledges every second one; here most links
   * carry data in both directions.
   */
  private static final int MAX_WAITING = 8;

  /** What is resent must not wait long: shorter than most round trips. A guess. */
  private static final long SHORT_DELAY_NANOS = 10_000_000;

  /**
   * For datagrams that are not resent: only the pace of the sender depends on it. A guess: longer
   * than most pauses between messages of a busy network.
   */
  static final long LONG_DELAY_NANOS = 100_000_000;

  /**
   * After how many numbers in a row that are too low for the window it begins again: the highest
   * one was then damaged on the way, which a link without protection may not notice. A guess.
   */
  static final int MAX_TOO_LOW = 8;

  /**
   * A lower number that arrives later than this after the highest one begins again at once, however
   * low it is: datagrams hardly overtake others by so much, so the highest number was damaged.
   * Shorter than the time between pings, so that an idle link recovers. A guess.
   */
  static final long OVERTAKEN_NANOS = 1_000_000_000;

  // One bit for each number, in a single word while all numbers fit into it: most links rest before
  // they have more.
  private long firstNumbers;
  private long @Nullable [] arrived;
  private long highest;
  private long highestNanos;
  // Small, so that the object needs 8 bytes less.
  private byte tooLow;
  private int waiting;
  private boolean isDueAtOnce;
  private long dueNanos;

  Arrivals() {}

  /** Goes on after a rest. */
  Arrivals(RestingArrivals before) {
    highest = before.highest();
    highestNanos = before.highestNanos();
    makeRoomFor(highest);
    for (long number = lowest(); number <= highest; number++) {
      if (before.has(number)) {
        mark(number);
      }
    }
  }

  /** What is left while nothing waits for an acknowledgement. */
  RestingArrivals rest() {
    long recent = 0;
    for (int i = 0; i < Math.min(RestingArrivals.RECENT, highest); i++) {
      recent |= hasArrived(highest - i) ? 1L << i : 0;
    }
    int earlier = 0;
    long number = highest - RestingArrivals.RECENT;
    while (number >= lowest() && hasArrived(number)) {
      earlier++;
      number--;
    }
    return new RestingArrivals(earlier, recent, highest, highestNanos);
  }

  private long lowest() {
    return Math.max(1, highest - WINDOW + 1);
  }

  /** Adds a datagram of any type. */
  void add(long number, long nowNanos) {
    if (number < highest && nowNanos - highestNanos > OVERTAKEN_NANOS) {
      highest = 0;
    } else if (number <= highest - WINDOW) {
      if (++tooLow < MAX_TOO_LOW) {
        return;
      }
      highest = 0;
    }
    tooLow = 0;
    if (number > highest) {
      makeRoomFor(number);
      if (highest == 0 || number - highest > WINDOW) {
        forgetAll();
      } else {
        for (long skipped = highest + 1; skipped < number; skipped++) {
          unmark(skipped);
        }
      }
      // The acknowledgement shows the sender what is missing.
      isDueAtOnce |= waiting > 0 && number > highest + 1;
      highest = number;
      highestNanos = nowNanos;
    }
    mark(number);
  }

  /**
   * The datagram that was added last asks for an acknowledgement.
   *
   * @param soon whether the sender resends its content when it is lost
   */
  void ask(boolean soon, long nowNanos) {
    long due = nowNanos + (soon ? SHORT_DELAY_NANOS : LONG_DELAY_NANOS);
    if (waiting == 0 || due - dueNanos < 0) {
      dueNanos = due;
    }
    waiting++;
    // A gap just before it.
    isDueAtOnce |= waiting >= MAX_WAITING || (highest > 1 && !hasArrived(highest - 1));
  }

  private boolean hasArrived(long number) {
    return (wordOf(number) & bit(number)) != 0;
  }

  /** Whether any datagram waits for an acknowledgement. */
  boolean isWaiting() {
    return waiting > 0;
  }

  /** Whether an acknowledgement is due, with or without data. */
  boolean isDue(long nowNanos) {
    return waiting > 0 && (isDueAtOnce || nowNanos - dueNanos >= 0);
  }

  /** When an acknowledgement is due by itself; only while {@link #isWaiting}. */
  long dueNanos() {
    return dueNanos;
  }

  /**
   * Appends an acknowledgement, and waits for further datagrams.
   *
   * @param node has the room for it
   */
  void put(ByteBuffer to, NodeFlows node, long nowNanos) {
    int[] runs = node.runs();
    int count = findRuns(runs);
    if (count == runs.length) {
      runs = node.allRuns();
      count = findRuns(runs);
    }
    AcksCodec.put(to, highest, (nowNanos - highestNanos) / 1_000, runs, count);
    waiting = 0;
    isDueAtOnce = false;
  }

  /** Fills in the lengths of the runs from the highest number downwards; returns how many. */
  private int findRuns(int[] runs) {
    long lowest = lowest();
    boolean counts = true;
    int count = 0;
    int run = 0;
    long number = highest;
    while (number >= lowest && count < runs.length) {
      int place = (int) (number % Long.SIZE);
      long word = wordOf(number);
      long others = (counts ? ~word : word) << (Long.SIZE - 1 - place);
      long alike = Math.min(place + 1, Long.numberOfLeadingZeros(others));
      alike = Math.min(alike, number - lowest + 1);
      run += (int) alike;
      number -= alike;
      if (alike <= place && number >= lowest) {
        runs[count++] = run;
        counts = !counts;
        run = 0;
      }
    }
    if (counts) {
      runs[count++] = run;
    }
    // A run of missing numbers at the end says nothing.
    return count;
  }

  private void makeRoomFor(long number) {
    if (number >= Long.SIZE && arrived == null) {
      arrived = new long[WINDOW / Long.SIZE];
      arrived[0] = firstNumbers;
    }
  }

  private long wordOf(long number) {
    return arrived == null ? firstNumbers : arrived[word(number)];
  }

  private void mark(long number) {
    if (arrived == null) {
      firstNumbers |= bit(number);
    } else {
      arrived[word(number)] |= bit(number);
    }
  }

  private void unmark(long number) {
    if (arrived == null) {
      firstNumbers &= ~bit(number);
    } else {
      arrived[word(number)] &= ~bit(number);
    }
  }

  private void forgetAll() {
    firstNumbers = 0;
    if (arrived != null) {
      Arrays.fill(arrived, 0);
    }
  }

  private static int word(long number) {
    return (int) (number % WINDOW) / Long.SIZE;
  }

  private static long bit(long number) {
    return 1L << (number % Long.SIZE);
  }
}
