package dev.gossip.cli.simulate;

import dev.gossip.simulation.privacy.Estimator;

/**
 * Which nodes spy, and how they guess origins. Spies are a share of the nodes, or one supernode
 * with several identities, or there are none.
 *
 * @param share share of the nodes that spy
 * @param nodes the number of these nodes
 * @param supernode how many identities the supernode has, each linked to every node; 0 for none
 * @param estimatorText the estimator as the user wrote it
 */
record SpyPlan(
    double share, int nodes, int supernode, String estimatorText, Estimator.Factory estimator) {

  boolean isNone() {
    return nodes == 0 && supernode == 0;
  }
}
