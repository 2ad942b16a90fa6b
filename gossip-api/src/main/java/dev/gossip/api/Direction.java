package dev.gossip.api;

/** Who chose to be neighbours. Both ends of a link may see {@link #OUTBOUND}. */
public enum Direction {
  /** The other node chose this one. An attacker can make as many of these as it likes. */
  INBOUND,
  /** This node chose the other: configured, or selected among known addresses. */
  OUTBOUND
}
