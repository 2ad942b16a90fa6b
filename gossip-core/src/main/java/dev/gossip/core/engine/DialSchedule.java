package dev.gossip.core.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to dial again, for one target. */
final class DialSchedule {
  // The cap is low, so that a restarted peer is found soon. The first delay is a guess.
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration BACKOFF_CAP = Duration.ofSeconds(2);
  private static final int MAX_DOUBLINGS = 10;

  private int failures;

  /** A peer came up, so earlier failures no longer count. */
  void reset() {
    failures = 0;
  }

  /** The delay after a link was lost, and between two addresses of one name. */
  Duration soon(RandomGenerator random) {
    return jittered(FIRST_BACKOFF, random);
  }

  /** The delay after every address of the target has failed: doubles from time to time. */
  Duration afterFailure(RandomGenerator random) {
    int doublings = Math.min(failures++, MAX_DOUBLINGS);
    Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
    return jittered(backoff.compareTo(BACKOFF_CAP) > 0 ? BACKOFF_CAP : backoff, random);
  }

  /** Between half the delay and all of it, so that nodes do not dial in step. */
  static Duration jittered(Duration delay, RandomGenerator random) {
    long nanos = delay.toNanos();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
