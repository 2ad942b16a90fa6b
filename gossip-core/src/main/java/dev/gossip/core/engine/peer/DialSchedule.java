package dev.gossip.core.engine.peer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to dial a target again: bursts of dials that are at most 2 s apart, with pauses of half a
 * minute between the bursts.
 *
 * <p>The pause is for peers behind network address translation (NAT), such as a container's
 * published port. A datagram that is sent while the peer is away makes the system create a path
 * without translation. That path leads nowhere, and each further datagram keeps it alive after the
 * peer is back: only silence ends it. Linux forgets a path without replies after 30 s ({@code
 * nf_conntrack_udp_timeout}, see the kernel's documentation of the nf_conntrack sysctl variables).
 *
 * <p>The first pause starts 4 s after a link goes down, because most restarts are short: 6 s until
 * the link is down, 6 s of dials and 32 s of pause add up to less than 45 s until a restarted peer
 * is up. Later pauses are 30 s apart: a peer that was away for longer is up within 66 s. Without
 * NAT a peer is up at the next dial, or after the pause.
 */
final class DialSchedule {
  // The cap is low, so that a restarted peer is soon linked again. The first delay is a guess.
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration BACKOFF_CAP = Duration.ofSeconds(2);
  private static final int MAX_DOUBLINGS = 10;

  // How long nodes that start together dial each other before the first pause. A guess.
  private static final Duration BURST = Duration.ofSeconds(30);
  private static final Duration BURST_AFTER_LOSS = Duration.ofSeconds(4);
  private static final Duration MIN_PAUSE = Duration.ofSeconds(31);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(32);

  private boolean afterLoss;
  private boolean inBurst;
  private long burstStartNanos;
  private byte doublings;

  /** A peer came up, so earlier failures no longer count. */
  void reset() {
    doublings = 0;
    inBurst = false;
    afterLoss = true;
  }

  /** Starts a burst with this dial, unless one is under way. */
  void dialed(long nowNanos) {
    if (!inBurst) {
      inBurst = true;
      burstStartNanos = nowNanos;
    }
  }

  /** The delay after a lost link, and between two addresses of one name. */
  Duration shortDelay(RandomGenerator random) {
    return jittered(FIRST_BACKOFF, random);
  }

  /** The delay after a failure that sent nothing: it doubles up to a cap. */
  Duration backoff(RandomGenerator random) {
    Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
    if (doublings < MAX_DOUBLINGS) {
      doublings++;
    }
    return jittered(backoff.compareTo(BACKOFF_CAP) > 0 ? BACKOFF_CAP : backoff, random);
  }

  /** The delay after every address of the target was dialed without success. */
  Duration backoffOrPause(long nowNanos, RandomGenerator random) {
    Duration burst = afterLoss ? BURST_AFTER_LOSS : BURST;
    if (!inBurst || nowNanos - burstStartNanos < burst.toNanos()) {
      return backoff(random);
    }
    inBurst = false;
    afterLoss = false;
    doublings = 0;
    return MIN_PAUSE.plusNanos(random.nextLong(MAX_PAUSE.minus(MIN_PAUSE).toNanos() + 1));
  }

  /** A random delay between half and all of this one, so that nodes do not dial in step. */
  static Duration jittered(Duration delay, RandomGenerator random) {
    long nanos = delay.toNanos();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
