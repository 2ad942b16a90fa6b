package dev.gossip.simulation.run;

import dev.gossip.simulation.RunFailure;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.wire.FaultCount;
import java.util.List;

/** Looks at the end of a run whether its faults did anything. */
final class FaultNotices {
  /** Of a network with many attackers a few are enough to name. */
  private static final int MAX_NOTICES = 3;

  private FaultNotices() {}

  /**
   * Returns notices about faults that hit nothing because there was nothing to hit.
   *
   * @throws RunFailure if a fault hit nothing although by its own probability it should have
   */
  static List<String> of(SimulatedNetwork network) {
    List<FaultCount> counts = network.faults().counts();
    List<FaultCount> broken = FaultCount.broken(counts);
    if (!broken.isEmpty()) {
      throw new RunFailure(
          RunFailure.Kind.FAULT_WITHOUT_EFFECT,
          broken.get(0)
              + "; it does not work, so the results mean nothing ("
              + network.describe()
              + ")");
    }
    return counts.stream()
        .filter(FaultCount::isIdle)
        .map(FaultCount::toString)
        .limit(MAX_NOTICES)
        .toList();
  }
}
