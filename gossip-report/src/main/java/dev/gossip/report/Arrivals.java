package dev.gossip.report;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which copy of a message arrived when. A copy has no name, so of several from one node to another
 * the last one that was sent before an arrival is taken for the one that arrived: the next is sent
 * mostly because the one before was lost.
 */
final class Arrivals {
  /** The copy was not received. */
  static final int NONE = -1;

  /** It is not known whether the copy was received. */
  static final int UNKNOWN = -2;

  private Arrivals() {}

  /**
   * Returns for each copy that was sent when it was received, in microseconds.
   *
   * @param someUnknown whether not all that was received is known
   */
  static int[] of(RunRecorder.Copies copies, boolean someUnknown) {
    IntList sent = copies.sent();
    IntList received = copies.received();
    // From the last to the first, as both lists are in the order of time.
    Map<Long, Deque<Integer>> times = new HashMap<>();
    for (int i = received.size() - 3; i >= 0; i -= 3) {
      times
          .computeIfAbsent(pair(received.get(i + 1), received.get(i)), key -> new ArrayDeque<>(2))
          .add(received.get(i + 2));
    }
    int[] arrivals = new int[sent.size() / 3];
    Arrays.fill(arrivals, someUnknown ? UNKNOWN : NONE);
    for (int i = sent.size() - 3; i >= 0; i -= 3) {
      Deque<Integer> at = times.get(pair(sent.get(i), sent.get(i + 1)));
      if (at != null && !at.isEmpty() && at.getFirst() >= sent.get(i + 2)) {
        arrivals[i / 3] = at.removeFirst();
      }
    }
    return arrivals;
  }

  private static long pair(int from, int to) {
    return ((long) from << Integer.SIZE) | to;
  }
}
