package dev.gossip.api.spam;

/** What spam control may know about its node. To be used on the node's thread. */
public interface SpamContext {

  /** Monotonic time in nanoseconds, constant within a callback. Compare by difference. */
  long nowNanos();
}
