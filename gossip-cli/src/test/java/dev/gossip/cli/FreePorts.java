package dev.gossip.cli;

import java.io.IOException;
import java.security.SecureRandom;

/** Finds free ports, so that tests of the demo can run in parallel with others. */
final class FreePorts {
  private static final int TRIES = 50;

  private FreePorts() {}

  /** Returns the first of six free ports, a multiple of 100 with five digits. */
  static int base() {
    SecureRandom random = new SecureRandom();
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      // Below the ephemeral range.
      int base = 20_000 + 100 * random.nextInt(120);
      try (DemoPorts ports = DemoPorts.from(base)) {
        return ports.base();
      } catch (IOException e) {
        last = e;
      }
    }
    throw new AssertionError("no six free ports were found", last);
  }
}
