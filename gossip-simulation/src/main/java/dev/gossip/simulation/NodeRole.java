package dev.gossip.simulation;

/** What a node is in a run. */
enum NodeRole {
  HONEST,
  /** See {@link Simulation#hostile}. */
  HOSTILE,
  /** An identity of a supernode. */
  SPY
}
