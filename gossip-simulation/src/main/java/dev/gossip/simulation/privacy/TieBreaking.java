package dev.gossip.simulation.privacy;

/** How an attribution is scored if an estimator cannot decide between several nodes. */
public enum TieBreaking {
  /** No node is named. */
  STRICT,

  /** One of the nodes is named at random; the score is the mean over all choices. */
  FAIR,

  /**
   * The origin is named if it is one of the nodes; otherwise as {@link #FAIR}. An upper bound for
   * the spies.
   */
  WEAK
}
