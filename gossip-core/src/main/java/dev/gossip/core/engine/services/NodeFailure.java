package dev.gossip.core.engine.services;

/**
 * A failure that stops the node. The message names the owner of the code that failed: a plugin by
 * its id, or else the engine.
 */
public abstract sealed class NodeFailure extends RuntimeException
    permits PluginFailure, EngineFailure {
  private static final long serialVersionUID = 1;

  NodeFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** The text of an exception; its class if it cannot even say what it is. */
  static String describe(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException e) {
      return thrown.getClass().getName();
    }
  }
}
