package dev.gossip.reputation.score;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The latest ban of a peer. Each is twice as long as the one before; each day without one halves
 * the next.
 *
 * @param number how many there were, less one for each day since; this one included
 * @param rule the rule that contributed most
 * @param count how often the peer had violated it
 * @param untilNanos its end, by {@link dev.gossip.api.spam.SpamContext#nowNanos}
 * @param untilMillis its end by the clock, which is only for what is kept
 * @param atMillis its beginning by the clock
 */
record Ban(int number, Evidence rule, int count, long untilNanos, long untilMillis, long atMillis) {
  /** 128 times the first ban is 21 h by default, and the longest is a day. */
  static final int MAX_NUMBER = 8;

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  /** The ban that follows another one, if there was any. */
  static Ban next(@Nullable Ban previous, Evidence rule, int count, long firstNanos, Moment now) {
    int before = previous == null ? 0 : previous.remembered(now.millis());
    int number = Math.min(before + 1, MAX_NUMBER);
    long nanos = lengthNanos(number, firstNanos);
    return new Ban(
        number,
        rule,
        count,
        now.nanos() + nanos,
        now.millis() + Duration.ofNanos(nanos).toMillis(),
        now.millis());
  }

  /** How long a ban is. */
  static long lengthNanos(int number, long firstNanos) {
    return Math.min(firstNanos << (number - 1), DAY_NANOS);
  }

  /** How many bans are not forgotten yet. */
  int remembered(long nowMillis) {
    long days = Math.max(0, nowMillis - atMillis) / DAY_MILLIS;
    return (int) Math.max(0, number - days);
  }

  /** How much of it is left; zero if it is over. */
  long leftNanos(long nowNanos) {
    return Math.max(0, untilNanos - nowNanos);
  }

  /** The time by both clocks. */
  record Moment(long nanos, long millis) {}
}
