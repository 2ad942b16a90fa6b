package dev.gossip.core.engine;

/**
 * The engine was called while it carried out the effects of a callback. Only a transport can do so,
 * by reporting an event from inside one of its own methods, so this passes {@link
 * AttributedLinkEvents} unmarked and is attributed to the transport.
 */
final class ReentrantCallException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ReentrantCallException(String where) {
    super("it called the engine, for " + where + ", while the engine called it");
  }
}
