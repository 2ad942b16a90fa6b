package dev.gossip.simulation.wire;

import java.time.Duration;

/** Writes times in the units of latencies, as options and tests have them. */
public final class TimeText {
  private static final long[] NANOS = {1_000_000_000, 1_000_000, 1_000};
  private static final Duration MIN = Duration.ofNanos(Long.MIN_VALUE);
  private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);
  private static final String[] UNITS = {"s", "ms", "us"};

  private TimeText() {}

  /**
   * A whole number of the largest unit in which the time is one, such as {@code 50ms} or {@code
   * 1500us}: seconds, milliseconds, microseconds or nanoseconds. Of more than 292 years, the whole
   * seconds.
   */
  public static String of(Duration time) {
    if (time.compareTo(MAX) > 0 || time.compareTo(MIN) < 0) {
      return time.toSeconds() + "s";
    }
    long nanos = time.toNanos();
    for (int i = 0; i < UNITS.length; i++) {
      if (nanos % NANOS[i] == 0) {
        return nanos / NANOS[i] + UNITS[i];
      }
    }
    return nanos + "ns";
  }
}
