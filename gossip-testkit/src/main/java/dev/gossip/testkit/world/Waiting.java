package dev.gossip.testkit.world;

import java.time.Duration;
import java.util.Locale;

/** Makes the errors of waits that time out. */
final class Waiting {
  private Waiting() {}

  static AssertionError timedOut(Duration patience, String what, World world) {
    String time = patience.toString().substring(2).toLowerCase(Locale.ROOT);
    return new AssertionError(
        "timed out after " + time + " waiting for " + what + " (" + world.describe() + ")");
  }
}
