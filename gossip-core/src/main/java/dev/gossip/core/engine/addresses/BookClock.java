package dev.gossip.core.engine.addresses;

import dev.gossip.core.engine.runtime.WallClock;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The time of the address book, milliseconds since 1970. A computer whose clock has no battery
 * starts in 1970 and learns the time from the network later. Until then the book goes on where it
 * was saved; otherwise what it notes meanwhile would be half a century old as soon as the clock is
 * right.
 */
final class BookClock {
  // The clock of a computer that shows less was never set: this program is not as old.
  private static final long EARLIEST_MILLIS = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  // Nothing in a file is later; this leaves room for sums.
  private static final long LATEST_MILLIS = Instant.parse("3000-01-01T00:00:00Z").toEpochMilli();

  private final WallClock clock;
  private final long savedMillis;
  private final long startMillis;

  /**
   * Creates the clock.
   *
   * @param clock that of the computer
   * @param saved what was saved in an earlier run; its latest time is when it was saved, or a short
   *     while before
   */
  BookClock(WallClock clock, List<SavedAddresses.Entry> saved) {
    this.clock = clock;
    this.savedMillis = saved.stream().flatMapToLong(BookClock::times).max().orElse(0);
    this.startMillis = saved.isEmpty() ? 0 : clock.wallMillis();
  }

  private static LongStream times(SavedAddresses.Entry entry) {
    return LongStream.of(
            entry.known().lastHandshakeMillis(), entry.lastDialMillis(), entry.lastHeardMillis())
        .map(BookClock::saved);
  }

  /** A time from a file; 0, which means never, if it cannot be one. */
  static long saved(long millis) {
    return millis < LATEST_MILLIS ? Math.max(0, millis) : 0;
  }

  long now() {
    long wall = clock.wallMillis();
    return wall < EARLIEST_MILLIS ? Math.max(wall, savedMillis + wall - startMillis) : wall;
  }

  /**
   * How long ago something was; 0 if it is in the future, because the clock was set back since.
   * Times are kept as they are, since the clock may be set forward again.
   */
  static long age(long nowMillis, long millis) {
    return Math.max(0, nowMillis - millis);
  }

  /**
   * Whether something was less than a period ago. False if it is further than a period in the
   * future: then the clock was wrong at that time or is now, and without this it would stay recent
   * until the clock shows that time again.
   */
  static boolean isLately(long nowMillis, long millis, long periodMillis) {
    return Math.abs(nowMillis - millis) < periodMillis;
  }
}
