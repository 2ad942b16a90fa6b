package dev.gossip.testkit.world;

import java.time.Duration;
import java.util.Locale;

/** What worlds say when something does not happen. */
final class Waiting {
  private Waiting() {}

  static AssertionError inVain(Duration patience, String what, World world) {
    String time = patience.toString().substring(2).toLowerCase(Locale.ROOT);
    return new AssertionError(
        "waited " + time + " in vain for " + what + " (" + world.describe() + ")");
  }
}
