package dev.gossip.simulation;

/**
 * A run cannot go on: a plugin's bug stopped a node, or a node delivered what it must not. The
 * message has the seed, with which it happens again.
 */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What must not happen in any network. */
  public enum Kind {
    /** A plugin's bug stopped a node. */
    NODE_STOPPED,
    /** A node delivered a message twice without having been started anew in between. */
    DELIVERED_TWICE,
    /** A node delivered a message that no node had published, or not yet. */
    NEVER_PUBLISHED
  }

  private final Kind kind;

  /** With a message that says what happened, and in which run. */
  public RunFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Which of them it is. */
  public Kind kind() {
    return kind;
  }
}
