package dev.gossip;

/** A listener's registration. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** Ends it. What was handed over before may still be on its way to the listener. Any thread. */
  @Override
  void close();
}
