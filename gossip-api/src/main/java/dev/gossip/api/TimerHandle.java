package dev.gossip.api;

/** A scheduled action that has not run yet. */
@FunctionalInterface
public interface TimerHandle {

  /** Prevents the action from running. Does nothing when it has run or was cancelled before. */
  void cancel();
}
