package dev.gossip.discovery.bootstrap;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Spreads pauses, so that nodes that started together do not act together each time. */
final class Jitter {
  private Jitter() {}

  /** Between three quarters and five quarters of a pause. */
  static Duration of(Duration pause, RandomGenerator random) {
    long nanos = pause.toNanos();
    return Duration.ofNanos(nanos * 3 / 4 + random.nextLong(nanos / 2 + 1));
  }
}
