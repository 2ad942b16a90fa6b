package dev.gossip.api;

/** Which end of a link chose the other. Both ends may see {@link #OUTBOUND}. */
public enum Direction {
  /** The other node chose this one. An attacker can create any number of these. */
  INBOUND,
  /** This node chose the other: it is configured, or was selected from known addresses. */
  OUTBOUND
}
