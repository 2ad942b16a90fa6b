package dev.gossip.simulation.plan;

import java.util.function.IntPredicate;

/**
 * Nodes with other settings or plugins than the rest.
 *
 * @param which selects the nodes by index
 * @param hostile whether they are hostile, as {@link NetworkPlan.Builder#hostile} says
 * @param variant what is different
 */
public record NodeGroup(IntPredicate which, boolean hostile, Variant variant) {

  /** Whether a node belongs to the group. */
  public boolean contains(int node) {
    return which.test(node);
  }
}
