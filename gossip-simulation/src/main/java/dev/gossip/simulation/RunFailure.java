package dev.gossip.simulation;

/**
 * A run cannot continue: a plugin's bug stopped a node, a node delivered a message that it must not
 * deliver, or a fault did not work. The message contains the seed that reproduces the failure.
 */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** A plugin's bug stopped a node. */
    NODE_STOPPED,
    /** A node delivered a message twice without a restart in between. */
    DELIVERED_TWICE,
    /** A node delivered a message that no node had published by then. */
    NEVER_PUBLISHED,
    /** A fault hit nothing although by its own probability it should have. */
    FAULT_WITHOUT_EFFECT
  }

  private final Kind kind;

  /**
   * Creates the failure.
   *
   * @param message what happened, and how to repeat the run
   */
  public RunFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
