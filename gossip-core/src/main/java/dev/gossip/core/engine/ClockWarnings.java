package dev.gossip.core.engine;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.proto.Hello;
import java.time.Duration;

/**
 * Warns when clocks seem to differ by more than messages may, because everything between two such
 * nodes is dropped. At most once a minute for each link, and ten times a minute in all: strangers
 * can say what they want, and come back.
 */
final class ClockWarnings {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  // A guess: enough to notice that this node differs from all others.
  private static final int MAX_PER_MINUTE = 10;

  private final NodeServices core;
  private final long skewMillis;
  private long minuteBeganNanos;
  private int left = MAX_PER_MINUTE;

  ClockWarnings(NodeServices core, long skewMillis) {
    this.core = core;
    this.skewMillis = skewMillis;
    this.minuteBeganNanos = core.nowNanos();
  }

  /** The other end said what its clock shows, if it does. */
  void onHello(PeerState from, Hello hello) {
    long aheadMillis = HelloExchange.clockAheadMillis(hello, core.wallMillis());
    if (Math.abs(aheadMillis) > skewMillis + HelloExchange.CLOCK_ERROR_MILLIS) {
      warn(
          from,
          "the clock of "
              + from.address
              + " is about "
              + amount(rounded(aheadMillis))
              + " this node's, so messages between the two are dropped");
    }
  }

  /**
   * A message was dropped because of when it was created.
   *
   * @param aheadMillis by how much that is ahead of this node's clock; negative if behind
   */
  void onDropped(PeerState from, long aheadMillis) {
    warn(
        from,
        "a message from "
            + from.address
            + " is dated "
            + amount(aheadMillis)
            + " this node's clock and was dropped as "
            + (aheadMillis > 0 ? DropReason.FROM_THE_FUTURE : DropReason.EXPIRED));
  }

  private void warn(PeerState from, String what) {
    long now = core.nowNanos();
    if (from.clockWarned && now - from.clockWarnedNanos < MINUTE_NANOS) {
      return;
    }
    if (!from.isChosen() && !hasBudget(now)) {
      core.drop(DropReason.STRANGER_WARNING);
      return;
    }
    from.clockWarned = true;
    from.clockWarnedNanos = now;
    core.emit(
        new NodeEvent.Warning(
            what,
            "set the clock that is wrong, best with NTP; gossip.clock-skew allows "
                + skewMillis / 1_000
                + " s"));
  }

  private boolean hasBudget(long nowNanos) {
    if (nowNanos - minuteBeganNanos >= MINUTE_NANOS) {
      minuteBeganNanos = nowNanos;
      left = MAX_PER_MINUTE;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /** As exact as the other end says it. */
  private static long rounded(long aheadMillis) {
    long step = 2 * HelloExchange.CLOCK_ERROR_MILLIS;
    return Math.round((double) aheadMillis / step) * step;
  }

  /** In hours, minutes and seconds: {@code 2 min 5 s ahead of}. */
  private static String amount(long aheadMillis) {
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
