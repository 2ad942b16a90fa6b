package dev.gossip.cli;

import dev.gossip.simulation.privacy.Estimator;

/**
 * Who spies, and how they conclude from what they see. A share of the nodes, or identities of a
 * supernode, or neither.
 *
 * @param share of the nodes
 * @param nodes how many those are
 * @param supernode identities
 * @param estimatorText the estimator as it was asked for
 */
record SpyPlan(
    double share, int nodes, int supernode, String estimatorText, Estimator.Factory estimator) {

  boolean isNone() {
    return nodes == 0 && supernode == 0;
  }
}
