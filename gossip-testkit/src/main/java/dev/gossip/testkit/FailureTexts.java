package dev.gossip.testkit;

import dev.gossip.simulation.MessageRecord;
import dev.gossip.testkit.world.World;
import java.time.Duration;

/** What failures tell about a run. */
final class FailureTexts {
  private static final int SHOWN_EVENTS = 10;

  private FailureTexts() {}

  /** Which run it was. */
  static String run(World world) {
    return "\n  run: " + world.describe();
  }

  /** A time as people read it. */
  static String seconds(Duration time) {
    return time.toMillis() / 1e3 + " s";
  }

  /** What happened to a message last. */
  static String lastEvents(MessageRecord message) {
    return "\n  last events of message "
        + message.id()
        + ":\n    "
        + String.join("\n    ", message.lastEvents(SHOWN_EVENTS));
  }
}
