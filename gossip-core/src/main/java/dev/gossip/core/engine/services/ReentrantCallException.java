package dev.gossip.core.engine.services;

/**
 * The engine was called while it carried out the effects of a callback. Only a transport can do so,
 * by reporting an event from inside one of its own methods, so the guard of its events does not
 * attribute it to the engine, and it counts as the transport's.
 */
public final class ReentrantCallException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public ReentrantCallException(String where) {
    super("the transport called the engine (" + where + ") from inside a call by the engine");
  }
}
