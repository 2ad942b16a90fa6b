package dev.gossip.testkit.contract;

import dev.gossip.api.PeerId;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** How long candidates wait for an answer. */
final class AnswerTimes {
  // When each was asked about that has no answer yet.
  private final Map<PeerId, Long> askedNanos = new TreeMap<>();
  private long slowestNanos;

  void asked(PeerId candidate, long nowNanos) {
    askedNanos.put(candidate, nowNanos);
  }

  void answered(PeerId candidate, long nowNanos) {
    Long asked = askedNanos.remove(candidate);
    if (asked != null) {
      slowestNanos = Math.max(slowestNanos, nowNanos - asked);
    }
  }

  /** A candidate left without an answer. */
  void forget(PeerId candidate) {
    askedNanos.remove(candidate);
  }

  /** Forgets how long the answers took that have been given. */
  void forgetAnswered() {
    slowestNanos = 0;
  }

  /** The longest time to an answer, or since the question if there is none yet. */
  Duration longestWait(long nowNanos) {
    long longest = slowestNanos;
    for (long asked : askedNanos.values()) {
      longest = Math.max(longest, nowNanos - asked);
    }
    return Duration.ofNanos(longest);
  }
}
