package dev.gossip.core.engine.pull;

import dev.gossip.api.transport.LinkStats;
import java.time.Duration;

/** How long announcements, requests and transfers of large messages may take. All are guesses. */
final class PullTimes {
  /** A peer may request what was announced to it for this long. */
  static final long OFFER_NANOS = Duration.ofMinutes(2).toNanos();

  /** A little less than {@link #OFFER_NANOS}, since announcements and requests take a while. */
  static final long ASK_WITHIN_NANOS = Duration.ofSeconds(110).toNanos();

  /**
   * A request that comes later than that by at most so much is not answered, but is no fault: the
   * peer may have waited for other messages. A guess.
   */
  static final long GRACE_NANOS = Duration.ofMinutes(2).toNanos();

  /** An announcement that is not answered is repeated after this time: it may have been lost. */
  static final Duration REPEAT_ANNOUNCEMENT = Duration.ofSeconds(1);

  /** The first repetition of a request; each further one takes twice as long. */
  static final long REPEAT_REQUEST_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * How often an announcement and a request are sent at most. At 30 % loss, one in 400 of them is
   * lost five times.
   */
  static final int TRIES = 5;

  /**
   * A message that is announced again to the same peer may be sent {@link #TRIES} times again only
   * if it was not sent for this long.
   */
  static final long NEW_TRIES_NANOS = Duration.ofSeconds(10).toNanos();

  /** The checks of a message that has arrived get this long before another copy is requested. */
  static final long CHECKS_NANOS = Duration.ofSeconds(2).toNanos();

  /** A peer that has not sent a message by so many times the expected time breaks its promise. */
  static final int BROKEN_PROMISE_AFTER = 3;

  /**
   * It is only slow if this part of the message has arrived, or as much of others. A guess: ten
   * peers may request 64 KiB each from a node with an uplink of 20 kB/s, and a quarter would be too
   * much for it.
   */
  static final int SLOW_SHARE = 16;

  private static final long BASE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int ROUND_TRIPS = 4;

  // 1 Mbit/s: what is left of a slow uplink that several peers share.
  private static final long BYTES_PER_SECOND = 128 * 1024;

  private PullTimes() {}

  /** How long a requested frame may take before another peer is asked. */
  static long transferNanos(int frameBytes, LinkStats link) {
    return BASE_NANOS
        + ROUND_TRIPS * roundTripNanos(link)
        + frameBytes * 1_000_000_000L / BYTES_PER_SECOND;
  }

  /** How long to wait for the answer to a request before it is repeated. */
  static long requestNanos(int requestsSent, LinkStats link) {
    return (REPEAT_REQUEST_NANOS << (requestsSent - 1)) + ROUND_TRIPS * roundTripNanos(link);
  }

  private static long roundTripNanos(LinkStats link) {
    return link.roundTrip().map(Duration::toNanos).orElse(0L);
  }
}
