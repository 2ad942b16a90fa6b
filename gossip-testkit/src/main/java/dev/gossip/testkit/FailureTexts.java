package dev.gossip.testkit;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.testkit.world.World;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Parts of failure messages that describe a run. */
final class FailureTexts {
  private static final int SHOWN_EVENTS = 10;

  private FailureTexts() {}

  /** A line that identifies the run. */
  static String run(World world) {
    return "\n  run: " + world.describe();
  }

  /** A duration in seconds, rounded up to microseconds, so that what is late looks late. */
  static String seconds(Duration time) {
    BigDecimal seconds = BigDecimal.valueOf(time.toNanos(), 9).setScale(6, RoundingMode.CEILING);
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  /** The last events of a message. */
  static String lastEvents(MessageRecord message) {
    return "\n  last events of message "
        + message.id()
        + ":\n    "
        + String.join("\n    ", message.lastEvents(SHOWN_EVENTS));
  }
}
