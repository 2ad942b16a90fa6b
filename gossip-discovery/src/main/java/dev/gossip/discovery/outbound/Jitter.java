package dev.gossip.discovery.outbound;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Spreads what many nodes would do at the same time. */
final class Jitter {
  private Jitter() {}

  /** Between half and one and a half of a duration, with that mean. */
  static Duration around(Duration mean, RandomGenerator random) {
    return mean.dividedBy(2).plusNanos(random.nextLong(Math.max(1, mean.toNanos())));
  }

  /** Between half of a duration and all of it. */
  static Duration upTo(Duration most, RandomGenerator random) {
    return most.dividedBy(2).plusNanos(random.nextLong(Math.max(1, most.toNanos() / 2)));
  }
}
