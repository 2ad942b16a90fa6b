package dev.gossip.core.engine;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages whose signature was found bad a short while ago, so that the same bytes from the next
 * neighbour cost no check. Keyed by the bytes and the signature: what is forged never stands for
 * what is honest.
 */
final class RecentForgeries {
  private static final int CAPACITY = 1_024;
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<Verification.Key, Long> ends = new LinkedHashMap<>();

  boolean contains(Verification.Key key, long nowNanos) {
    if (ends.isEmpty()) {
      return false;
    }
    Iterator<Long> oldest = ends.values().iterator();
    while (oldest.hasNext() && oldest.next() - nowNanos < 0) {
      oldest.remove();
    }
    return ends.containsKey(key);
  }

  void add(Verification.Key key, long nowNanos) {
    ends.put(key, nowNanos + KEPT_NANOS);
    if (ends.size() > CAPACITY) {
      ends.remove(ends.keySet().iterator().next());
    }
  }
}
