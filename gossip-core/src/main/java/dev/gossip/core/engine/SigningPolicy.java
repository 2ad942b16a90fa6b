package dev.gossip.core.engine;

/** What to do about messages that are not signed. */
public enum SigningPolicy {
  /** Only signed messages are good. A node whose signing signs nothing takes unsigned ones, too. */
  STRICT,
  /** Unsigned messages are good; a signature that is wrong never is. */
  LAX,
  /** Nothing is signed and nothing is checked: messages have no author. */
  OFF
}
