package dev.gossip.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Numbers ids in the order in which they come, so many to a generation, and knows until when the
 * messages of each were made.
 */
final class AgeBuckets {
  /** More than are alive at a time, unless some ids live much longer than most. */
  private static final int MAX_KNOWN = 64;

  private record Past(int number, long latestCreatedMillis) {}

  private final int size;
  // Empty as long as the node is idle, and so small.
  private final Deque<Past> past = new ArrayDeque<>(1);
  private int current;
  private int added;
  private long latestCreatedMillis = Long.MIN_VALUE;

  AgeBuckets(int size) {
    this.size = size;
  }

  /** The generation of an id that is added now. */
  int add(long createdMillis) {
    if (added == size) {
      past.add(new Past(current, latestCreatedMillis));
      if (past.size() > MAX_KNOWN) {
        mergeEldest();
      }
      current++;
      added = 0;
      latestCreatedMillis = Long.MIN_VALUE;
    }
    added++;
    latestCreatedMillis = Math.max(latestCreatedMillis, createdMillis);
    return current;
  }

  private void mergeEldest() {
    long eldest = past.remove().latestCreatedMillis;
    Past next = past.remove();
    past.addFirst(new Past(next.number, Math.max(next.latestCreatedMillis, eldest)));
  }

  /** As a difference, since the numbers may overflow in a long life. */
  int age(int generation) {
    return current - generation;
  }

  /**
   * Forgets the generations up to this age; answers a time after which no message of the eldest of
   * them was made.
   */
  long forget(int age) {
    long latest = Long.MIN_VALUE;
    while (!past.isEmpty() && age(past.element().number) >= age) {
      latest = Math.max(latest, past.remove().latestCreatedMillis);
    }
    if (latest > Long.MIN_VALUE) {
      return latest;
    }
    // It was merged into a later one, or goes on.
    return past.isEmpty() ? latestCreatedMillis : past.element().latestCreatedMillis;
  }
}
