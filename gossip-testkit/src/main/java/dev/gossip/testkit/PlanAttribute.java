package dev.gossip.testkit;

import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.world.PlanSupport;

/** The text of a plan in an annotation. */
final class PlanAttribute {
  private PlanAttribute() {}

  /** Whether the attribute is a text, and not the name of a method. */
  static boolean isText(String plan) {
    return plan.indexOf('=') >= 0;
  }

  /**
   * Adds what the text says.
   *
   * @throws ConfigurationException if it is invalid, or names a seed, which comes from elsewhere
   * @throws IllegalArgumentException if it says what happens in a run
   */
  static NetworkPlan complete(NetworkPlan.Builder plan, String text) {
    long seed = plan.build().seed();
    NetworkPlan complete = plan.setAll(text).build();
    if (complete.seed() != seed) {
      throw new ConfigurationException(
          "plan: a test has the seeds of its annotation; use fixedSeeds instead of seed="
              + complete.seed());
    }
    PlanSupport.requireNoRun(complete);
    return complete;
  }
}
