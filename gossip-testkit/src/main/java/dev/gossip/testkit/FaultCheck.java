package dev.gossip.testkit;

import dev.gossip.simulation.wire.FaultCount;
import dev.gossip.testkit.world.World;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks at the end of a test that its faults did something. Without it a test of a fault passes
 * where the fault is broken.
 */
final class FaultCheck {
  private FaultCheck() {}

  /**
   * Checks the faults of a world.
   *
   * @param notes receives a line for each fault that hit nothing because there was nothing to hit
   * @throws AssertionError if a fault hit nothing although by its own probability it should have
   */
  static void check(World world, Consumer<String> notes) {
    List<FaultCount> counts = world.faultCounts();
    List<FaultCount> broken = FaultCount.broken(counts);
    if (!broken.isEmpty()) {
      throw new AssertionError(
          broken.get(0)
              + "; it does not work, so this test shows nothing"
              + FailureTexts.run(world));
    }
    counts.stream().filter(FaultCount::isIdle).map(FaultCount::toString).forEach(notes);
  }
}
