package dev.gossip.core.engine.peer;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.proto.Hello;
import java.time.Duration;

/**
 * Warns when clocks seem to differ by more than messages allow, because every message between two
 * such nodes is dropped. At most once a minute for each link, and ten times a minute for all
 * inbound links together: their peers can claim any clock, and reconnect.
 */
public final class ClockWarnings {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  // A guess: enough to show that this node differs from all others.
  private static final int MAX_PER_MINUTE = 10;

  private final NodeServices services;
  private final long skewMillis;
  private long minuteStartNanos;
  private int remaining = MAX_PER_MINUTE;

  public ClockWarnings(NodeServices services, long skewMillis) {
    this.services = services;
    this.skewMillis = skewMillis;
    this.minuteStartNanos = services.nowNanos();
  }

  /** Checks the clock in the peer's first HELLO, if it has one. */
  public void onHello(PeerState from, Hello hello) {
    long aheadMillis = HelloExchange.clockAheadMillis(hello, services.wallMillis());
    if (Math.abs(aheadMillis) > skewMillis + HelloExchange.CLOCK_ERROR_MILLIS) {
      warn(
          from,
          "the clock of "
              + from.address
              + " is about "
              + formatOffset(roundToStep(aheadMillis))
              + " this node's, so messages between the two are dropped");
    }
  }

  /**
   * A message was dropped because of its creation time.
   *
   * @param aheadMillis how far that time is ahead of this node's clock; negative if behind
   */
  public void onDropped(PeerState from, long aheadMillis) {
    warn(
        from,
        "a message from "
            + from.address
            + " is dated "
            + formatOffset(aheadMillis)
            + " this node's clock and was dropped as "
            + (aheadMillis > 0 ? DropReason.FROM_THE_FUTURE : DropReason.EXPIRED));
  }

  private void warn(PeerState from, String what) {
    long now = services.nowNanos();
    Long warnedNanos = from.clockWarnedNanos;
    if (warnedNanos != null && now - warnedNanos < MINUTE_NANOS) {
      return;
    }
    if (!from.isOutbound() && !hasBudget(now)) {
      services.drop(DropReason.STRANGER_WARNING);
      return;
    }
    from.clockWarnedNanos = now;
    services.emit(
        new NodeEvent.Warning(
            what,
            "set the clock that is wrong, preferably with NTP; gossip.clock-skew allows "
                + skewMillis / 1_000
                + " s"));
  }

  private boolean hasBudget(long nowNanos) {
    if (nowNanos - minuteStartNanos >= MINUTE_NANOS) {
      minuteStartNanos = nowNanos;
      remaining = MAX_PER_MINUTE;
    }
    if (remaining == 0) {
      return false;
    }
    remaining--;
    return true;
  }

  /** Rounds to the precision of the clock in a HELLO. */
  private static long roundToStep(long aheadMillis) {
    long step = 2 * HelloExchange.CLOCK_ERROR_MILLIS;
    return Math.round((double) aheadMillis / step) * step;
  }

  /** In hours, minutes and seconds: {@code 2 min 5 s ahead of}. */
  private static String formatOffset(long aheadMillis) {
    Duration size = Duration.ofMillis(aheadMillis).abs();
    StringBuilder text = new StringBuilder();
    if (size.toHours() > 0) {
      text.append(size.toHours()).append(" h ");
    }
    if (size.toMinutes() > 0) {
      text.append(size.toMinutesPart()).append(" min ");
    }
    return text.append(size.toSecondsPart())
        .append(aheadMillis > 0 ? " s ahead of" : " s behind")
        .toString();
  }
}
