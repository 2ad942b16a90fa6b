package dev.gossip.simulation;

/**
 * A run cannot go on: a plugin's bug stopped a node, or a node delivered what it must not. The
 * message has the seed, with which it happens again.
 */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what happened, and in which run. */
  public RunFailure(String message) {
    super(message);
  }
}
