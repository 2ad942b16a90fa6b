package dev.gossip.api;

/** Cancels a scheduled action. To be used on the node's thread. */
@FunctionalInterface
public interface TimerHandle {

  /** Prevents the action from running. Does nothing if it has run or was already cancelled. */
  void cancel();
}
