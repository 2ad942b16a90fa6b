package dev.gossip.core.engine.verify;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages whose signature was recently found bad, so that the same bytes from another peer need no
 * check. Keyed by the signed bytes and the signature: a forged copy never affects an honest one.
 */
final class RecentForgeries {
  private static final int CAPACITY = 1_024;
  private static final long TTL_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<Verification.Key, Long> expiries = new LinkedHashMap<>();

  boolean contains(Verification.Key key, long nowNanos) {
    if (expiries.isEmpty()) {
      return false;
    }
    Iterator<Long> oldest = expiries.values().iterator();
    while (oldest.hasNext() && oldest.next() - nowNanos < 0) {
      oldest.remove();
    }
    return expiries.containsKey(key);
  }

  void add(Verification.Key key, long nowNanos) {
    expiries.put(key, nowNanos + TTL_NANOS);
    if (expiries.size() > CAPACITY) {
      expiries.remove(expiries.keySet().iterator().next());
    }
  }
}
