package dev.gossip.core.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to dial a target again: every 2 s at the least for a while, then not at all for half a
 * minute, and so on.
 *
 * <p>The pause is for peers behind network address translation, such as a container's published
 * port. A datagram that is sent while the peer is away makes the system remember a path without
 * translation. That path leads nowhere, and each further datagram keeps it alive when the peer is
 * back: only silence ends it. Linux forgets a path without answers after 30 s ({@code
 * nf_conntrack_udp_timeout}, see the kernel's documentation of the nf_conntrack sysctl variables).
 *
 * <p>The first pause comes 4 s after a link is down, because most restarts are short: after the 6 s
 * until the link is down, 6 s of dials and 32 s of pause a peer that is back is up, so within 45 s.
 * Later pauses are 30 s apart: a peer that was away for longer is up within 66 s. Without
 * translation a peer is up at once, or when the pause is over.
 */
final class DialSchedule {
  // The cap is low, so that a restarted peer is found soon. The first delay is a guess.
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration BACKOFF_CAP = Duration.ofSeconds(2);
  private static final int MAX_DOUBLINGS = 10;

  // Nodes that are started together are dialled for so long before the first pause. A guess.
  private static final Duration BURST = Duration.ofSeconds(30);
  private static final Duration BURST_AFTER_LOSS = Duration.ofSeconds(4);
  private static final Duration MIN_PAUSE = Duration.ofSeconds(31);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(32);

  private Duration burst = BURST;
  private boolean inBurst;
  private long burstBeganNanos;
  private int failures;

  /** A peer came up, so earlier failures no longer count. */
  void reset() {
    failures = 0;
    inBurst = false;
    burst = BURST_AFTER_LOSS;
  }

  /** An address is dialled. */
  void dialed(long nowNanos) {
    if (!inBurst) {
      inBurst = true;
      burstBeganNanos = nowNanos;
    }
  }

  /** The delay after a link was lost, and between two addresses of one name. */
  Duration soon(RandomGenerator random) {
    return jittered(FIRST_BACKOFF, random);
  }

  /** The delay after a failure that sent nothing: it doubles up to a cap. */
  Duration backoff(RandomGenerator random) {
    int doublings = Math.min(failures++, MAX_DOUBLINGS);
    Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
    return jittered(backoff.compareTo(BACKOFF_CAP) > 0 ? BACKOFF_CAP : backoff, random);
  }

  /** The delay after every address of the target was dialled in vain. */
  Duration backoffOrPause(long nowNanos, RandomGenerator random) {
    if (!inBurst || nowNanos - burstBeganNanos < burst.toNanos()) {
      return backoff(random);
    }
    inBurst = false;
    burst = BURST;
    failures = 0;
    return MIN_PAUSE.plusNanos(random.nextLong(MAX_PAUSE.minus(MIN_PAUSE).toNanos() + 1));
  }

  /** Between half the delay and all of it, so that nodes do not dial in step. */
  static Duration jittered(Duration delay, RandomGenerator random) {
    long nanos = delay.toNanos();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
