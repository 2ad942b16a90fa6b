package dev.gossip.discovery.timing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Spreads what many nodes would do at the same time, such as those that started together. */
public final class Jitter {
  private Jitter() {}

  /** Between half and one and a half of a duration, with that mean. */
  public static Duration around(Duration mean, RandomGenerator random) {
    return mean.dividedBy(2).plusNanos(random.nextLong(Math.max(1, mean.toNanos())));
  }

  /** Between three quarters and five quarters of a duration, with that mean. */
  public static Duration near(Duration mean, RandomGenerator random) {
    long nanos = mean.toNanos();
    return mean.minusNanos(nanos / 4).plusNanos(random.nextLong(nanos / 2 + 1));
  }

  /** Between half of a duration and all of it. */
  public static Duration upTo(Duration most, RandomGenerator random) {
    return most.dividedBy(2).plusNanos(random.nextLong(Math.max(1, most.toNanos() / 2)));
  }
}
