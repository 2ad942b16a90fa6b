package dev.gossip.api.spam;

/** What spam control can see of its node. To be used on the node's thread. */
public interface SpamContext {

  /** Monotonic time in nanoseconds, constant within a callback. Only differences are meaningful. */
  long nowNanos();
}
