package dev.gossip.simulation.privacy;

/** What counts when a spy cannot tell several nodes apart. */
public enum TieBreaking {
  /** It names nobody. */
  STRICT,

  /** It names one of them by lot; what counts is the mean over the lots. */
  FAIR,

  /**
   * Luck is on its side: if the origin is among them, it names the origin, or else as {@link
   * #FAIR}.
   */
  WEAK
}
