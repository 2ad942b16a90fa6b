package dev.gossip.core.engine.spec;

/** How messages that are not signed are handled. */
public enum SigningPolicy {
  /** Only signed messages are accepted, unless the node's own signing plugin signs nothing. */
  STRICT,
  /** Unsigned messages are accepted; wrong signatures never are. */
  LAX,
  /** Nothing is signed or verified: messages have no author. */
  OFF
}
