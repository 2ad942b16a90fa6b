package dev.gossip.testkit.world;

import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.List;

/** Makes the errors of waits that time out. */
final class WaitErrors {
  private WaitErrors() {}

  static AssertionError timedOut(Duration waitLimit, String what, World world) {
    return new AssertionError(
        "timed out after "
            + TimeText.of(waitLimit)
            + " waiting for "
            + what
            + " ("
            + world.describe()
            + ")");
  }

  /** The same error, and where to see what a world did until then. */
  static AssertionError withEvidence(AssertionError error, World world) {
    String evidence = world.keepEvidence();
    String message = String.valueOf(error.getMessage());
    if (evidence.isEmpty() || message.contains(evidence)) {
      return error;
    }
    AssertionError explained = new AssertionError(message + evidence, error.getCause());
    explained.setStackTrace(error.getStackTrace());
    return explained;
  }

  static void requireNoFaults(World world) {
    List<String> left = world.faultsInForce();
    if (!left.isEmpty()) {
      throw new AssertionError(
          "faults are in force after all were ended: "
              + String.join("; ", left)
              + " ("
              + world.describe()
              + ")");
    }
  }
}
