package dev.gossip.cli;

import java.io.IOException;
import java.security.SecureRandom;

/** Ports that are free, for tests of the demo that may run beside others. */
final class FreePorts {
  private static final int TRIES = 50;

  private FreePorts() {}

  /** The first of six free ports, a multiple of 100 with five digits. */
  static int base() {
    SecureRandom random = new SecureRandom();
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      // Below those that the system gives out.
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
