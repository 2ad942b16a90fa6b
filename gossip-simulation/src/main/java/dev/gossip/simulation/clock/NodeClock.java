package dev.gossip.simulation.clock;

import java.time.Duration;

/**
 * The clocks of one node. As on a real machine, the wall clock may be wrong, and both clocks may
 * run fast or slow. Local (monotonic) time never jumps; only its speed changes.
 */
public final class NodeClock {
  /** 2026-01-01: the wall clock at virtual time 0, an arbitrary choice. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  private static final long MILLI_NANOS = 1_000_000;
  private static final long MILLION = 1_000_000;

  private static final NodeClock RIGHT = new NodeClock();

  private long driftPartsPerMillion;
  private long sinceNanos;
  private long localSinceNanos;
  private long offsetMillis;
  private long wrongReadings;

  /** The clocks of all nodes whose clocks have always been right; not to be changed. */
  public static NodeClock right() {
    return RIGHT;
  }

  /** These clocks, or new ones in place of those that all nodes share. */
  public NodeClock own() {
    return equals(RIGHT) ? new NodeClock() : this;
  }

  /** Sets the error of the wall clock; negative for a clock that is behind. */
  public void offset(Duration offset) {
    offsetMillis = offset.toMillis();
  }

  /** From now on the clocks run fast by this, or slow if it is negative. */
  public void drift(long nowNanos, long partsPerMillion) {
    localSinceNanos = shownNanos(nowNanos);
    sinceNanos = nowNanos;
    driftPartsPerMillion = partsPerMillion;
  }

  /** Whether the wall clock has an error, or the clocks run fast or slow. */
  public boolean isWrong() {
    return offsetMillis != 0 || driftPartsPerMillion != 0;
  }

  /** How often a clock was read while it was {@linkplain #isWrong wrong}. */
  public long wrongReadings() {
    return wrongReadings;
  }

  /** What the monotonic clock shows at a virtual time. */
  public long localNanos(long nowNanos) {
    if (driftPartsPerMillion != 0) {
      wrongReadings++;
    }
    return shownNanos(nowNanos);
  }

  private long shownNanos(long nowNanos) {
    long passed = nowNanos - sinceNanos;
    return driftPartsPerMillion == 0
        ? localSinceNanos + passed
        : localSinceNanos + passed + scaled(passed, driftPartsPerMillion, MILLION);
  }

  /** The earliest virtual time at which the local clock shows at least {@code localNanos}. */
  public long virtualNanos(long localNanos) {
    long local = localNanos - localSinceNanos;
    if (driftPartsPerMillion == 0) {
      return sinceNanos + local;
    }
    long guess =
        sinceNanos
            + local
            - scaled(local, driftPartsPerMillion, MILLION + driftPartsPerMillion)
            - 2;
    while (shownNanos(guess) < localNanos) {
      guess++;
    }
    return guess;
  }

  /** What the wall clock shows at a virtual time, in milliseconds since 1970. */
  public long wallMillis(long nowNanos) {
    if (isWrong()) {
      wrongReadings++;
    }
    return START_MILLIS + offsetMillis + Math.floorDiv(shownNanos(nowNanos), MILLI_NANOS);
  }

  /** {@code time * numerator / denominator}, without overflow for times of up to centuries. */
  private static long scaled(long time, long numerator, long denominator) {
    return Math.floorDiv(time, denominator) * numerator
        + Math.floorDiv(Math.floorMod(time, denominator) * numerator, denominator);
  }
}
