package dev.gossip.simulation;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Sets the clocks of nodes wrong, as a plan says. */
final class Clocks {
  private Clocks() {}

  static void set(SimulatedNetwork network, NetworkPlan plan) {
    int driftPpm = plan.get(PlanOptions.CLOCK_DRIFT);
    long mostMillis = plan.get(PlanOptions.CLOCK_OFFSET).toMillis();
    RandomGenerator random = RandomStreams.seeded(plan.seed()).stream("clocks");
    for (SimulatedNode node : network.nodes()) {
      if (driftPpm > 0) {
        node.driftClock(random.nextInt(-driftPpm, driftPpm + 1));
      }
      if (mostMillis > 0) {
        node.skewClock(Duration.ofMillis(random.nextLong(-mostMillis, mostMillis + 1)));
      }
    }
  }
}
