package dev.gossip;

/** The registration of a listener. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /**
   * Ends the registration. Deliveries that are already queued may still reach the listener. Any
   * thread.
   */
  @Override
  void close();
}
