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
class DialSchedule {
  // The cap is low, so that a restarted peer is soon linked again. The first delay is a guess.
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration BACKOFF_CAP = Duration.ofSeconds(2);
  private static final int MAX_DOUBLINGS = 10;

  // How long nodes that start together dial each other before the first pause. A guess.
  private static final Duration BURST = Duration.ofSeconds(30);
  private static final Duration BURST_AFTER_LOSS = Duration.ofSeconds(4);
  private static final Duration MIN_PAUSE = Duration.ofSeconds(31);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(32);

  /**
   * How long a peer must have been up for its earlier losses not to count. Several times the 6 s
   * after which a silent link is down, so that a link over which nothing arrives after its HELLOs
   * never counts as steady; the factor is a guess.
   */
  static final Duration STEADY = Duration.ofSeconds(30);

  // As after a refusal: a link that keeps going down costs about as much as one that is refused.
  private static final Duration LOSS_BACKOFF_CAP = Duration.ofSeconds(10);

  private boolean afterLoss;
  private boolean inBurst;
  // When the burst started; or, out of a burst, when the peer came up last.
  private long sinceNanos;
  private byte failures;
  // Losses since the peer was up for a while. A byte is enough, and needs no more memory.
  private byte losses;

  /** A peer came up, so earlier failures of dials no longer count; earlier losses still do. */
  final void onUp(long nowNanos) {
    failures = 0;
    inBurst = false;
    sinceNanos = nowNanos;
    afterLoss = true;
  }

  /** Starts a burst with this dial, unless one is under way. */
  final void dialed(long nowNanos) {
    if (!inBurst) {
      inBurst = true;
      sinceNanos = nowNanos;
    }
  }

  /**
   * The delay after a lost link: it doubles up to a cap, unless the peer was up for a while. So a
   * link that goes up and down again and again is not dialed several times a second.
   */
  final Duration delayAfterLoss(long nowNanos, RandomGenerator random) {
    if (!inBurst && nowNanos - sinceNanos >= STEADY.toNanos()) {
      losses = 0;
    }
    Duration delay = doubled(losses, LOSS_BACKOFF_CAP);
    losses = (byte) Math.min(losses + 1, MAX_DOUBLINGS);
    return jittered(delay, random);
  }

  /** The delay between two addresses of one name. */
  final Duration shortDelay(RandomGenerator random) {
    return jittered(FIRST_BACKOFF, random);
  }

  /** The delay after a failure that sent nothing: it doubles up to a cap. */
  final Duration backoff(RandomGenerator random) {
    Duration backoff = doubled(failures, BACKOFF_CAP);
    if (failures < MAX_DOUBLINGS) {
      failures++;
    }
    return jittered(backoff, random);
  }

  private static Duration doubled(int times, Duration cap) {
    Duration backoff = FIRST_BACKOFF.multipliedBy(1L << times);
    return backoff.compareTo(cap) > 0 ? cap : backoff;
  }

  /** The delay after every address of the target was dialed without success. */
  final Duration backoffOrPause(long nowNanos, RandomGenerator random) {
    Duration burst = afterLoss ? BURST_AFTER_LOSS : BURST;
    if (!inBurst || nowNanos - sinceNanos < burst.toNanos()) {
      return backoff(random);
    }
    inBurst = false;
    afterLoss = false;
    failures = 0;
    return MIN_PAUSE.plusNanos(random.nextLong(MAX_PAUSE.minus(MIN_PAUSE).toNanos() + 1));
  }

  /** A random delay between half and all of this one, so that nodes do not dial in step. */
  static Duration jittered(Duration delay, RandomGenerator random) {
    long nanos = delay.toNanos();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }
}
